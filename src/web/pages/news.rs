use std::collections::BTreeSet;
use std::sync::Arc;

use crate::access::Right;
use crate::web::doors::Doors;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use maud::{Markup, html};
use serde::Deserialize;

use crate::consent::Disclosed;
use crate::inventory::id::Id;
use crate::inventory::kind::Role;
use crate::inventory::moment::{Day, Moment};
use crate::neighbourhood::history::touched_since;
use crate::web::fields::Field;
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::lasting::lasting_cookie;
use crate::web::parts::{Pager, Weight, asset_row, pager, send_button};
use crate::web::paths::{AssetPath, ChangesPath, NewsPath};
use crate::web::problem::Problem;
use crate::web::show;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// The cookie that remembers two hours: of the visit before this one, and of this one. It names nobody: everybody who
/// looked in the same hours has the same.
const VISIT_COOKIE: &str = "visit";
/// Assets on a page.
const ON_A_PAGE: usize = 50;
/// Most assets that are told at all; who was away that long looks at the list.
const MOST: usize = 500;
/// Whoever was not here before is told of so many days.
const DAYS_AT_FIRST: i64 = 30;
/// Looking again within so many hours is the same visit.
const SAME_VISIT: i64 = 3;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(show)
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    since: Option<String>,
    page: Option<usize>,
}

/// Which assets are new or changed since one was here last, as far as one may see them.
async fn show(
    path: NewsPath,
    State(state): State<AppState>,
    Query(asked): Query<Asked>,
    cookies: CookieJar,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let now = state.neighbourhoods.surroundings().now();
    let visit = Visit::read(cookies.get(VISIT_COOKIE).map_or("", Cookie::value), now);
    let chosen = asked.since.as_deref().and_then(|day| day.parse::<Day>().ok()).filter(|day| *day <= here.today);
    let since = Since::of(chosen, &visit, now);
    let news = News::read(&here, since.moment(), now).await?;
    let page = page(&here, since, &news, &asked);
    let cookie = lasting_cookie(VISIT_COOKIE, visit.kept(), NewsPath::of(here.slug()).to_string(), state.settings.https);
    Ok((cookies.add(cookie), page).into_response())
}

/// When one was here before, and now, in whole hours since 1970.
#[derive(Debug, PartialEq, Eq)]
struct Visit {
    before: Option<i64>,
    latest: i64,
}

impl Visit {
    /// From the cookie. One that makes no sense, or is of the future, is as none.
    fn read(text: &str, now: Moment) -> Self {
        let hour = now.millisecond().div_euclid(3_600_000);
        let mut hours = text.split('.').map(|text| text.parse::<i64>().ok().filter(|then| (0..=hour).contains(then)));
        let (before, latest) = (hours.next().flatten(), hours.next().flatten());
        match latest {
            Some(latest) if hour - latest < SAME_VISIT => Self { before, latest: hour },
            latest => Self { before: latest, latest: hour },
        }
    }

    fn kept(&self) -> String {
        format!("{}.{}", self.before.map(|hour| hour.to_string()).unwrap_or_default(), self.latest)
    }
}

/// From when on one is told.
#[derive(Debug, Clone, Copy)]
enum Since {
    /// Since the last visit.
    Visit(Moment),
    /// From this day on, as was asked.
    Day(Day),
    /// One was never here: the last weeks.
    Weeks(Moment),
}

impl Since {
    fn of(chosen: Option<Day>, visit: &Visit, now: Moment) -> Self {
        let last = visit.before.and_then(|hour| Moment::from_second(hour.checked_mul(3_600)?));
        match (chosen, last) {
            (Some(day), _) => Self::Day(day),
            (None, Some(last)) => Self::Visit(last),
            (None, None) => Self::Weeks(now.days_before(DAYS_AT_FIRST)),
        }
    }

    fn moment(self) -> Moment {
        match self {
            Self::Visit(moment) | Self::Weeks(moment) => moment,
            Self::Day(day) => day.yesterday().map_or(Moment::EPOCH, Moment::end_of),
        }
    }

    fn day(self) -> Day {
        match self {
            Self::Visit(moment) | Self::Weeks(moment) => moment.day(),
            Self::Day(day) => day,
        }
    }
}

/// Assets that are new, and others that changed, each the last first.
struct News {
    new: Vec<Id>,
    changed: Vec<Id>,
}

impl News {
    async fn read(here: &Here, since: Moment, now: Moment) -> Result<Self, Problem> {
        let (neighbourhood, graph, audience) = (Arc::clone(&here.neighbourhood), here.neighbourhood.snapshot(), here.visitor.audience);
        let read = tokio::task::spawn_blocking(move || {
            let view = graph.seen_by(audience);
            let is_asset = |id: Id| view.record(id).is_some_and(|record| record.kind().role() == Role::Asset);
            let touched = touched_since(neighbourhood.past(), since, now, MOST, &is_asset)?;
            let is_new = |id: &Id| view.record(*id).is_some_and(|record| record.created() > since);
            Ok::<_, crate::neighbourhood::StoreError>(touched.into_iter().map(|touched| touched.id).partition(is_new))
        });
        let (new, changed) = read.await.map_err(|_| Problem::OurFault)??;
        Ok(Self { new, changed })
    }
}

fn page(here: &Here, since: Since, news: &News, asked: &Asked) -> Markup {
    let (words, address) = (here.words(), NewsPath::of(here.slug()));
    let title = words.say("news-title");
    let day = show::day(words, since.day());
    let key = match since {
        Since::Visit(_) => "news-since-visit",
        Since::Day(_) => "news-since-day",
        Since::Weeks(_) => "news-since-weeks",
    };
    let all: Vec<_> = news.new.iter().map(|id| (*id, true)).chain(news.changed.iter().map(|id| (*id, false))).collect();
    let first = asked.page.unwrap_or(1).clamp(1, all.len().div_ceil(ON_A_PAGE).max(1)).saturating_sub(1) * ON_A_PAGE;
    let shown: BTreeSet<Id> = all.iter().skip(first).take(ON_A_PAGE).map(|(id, _)| *id).collect();
    let at = |page: usize| format!("{address}?since={}&page={page}", since.day());
    let (previous, next) = (at(first / ON_A_PAGE), at(first / ON_A_PAGE + 2));
    let question = words.say("news-since");
    let field = Field { name: "since", label: &question, help: None, error: None, is_required: false };
    here.frame(&title).tab(Tab::Home).page(html! {
        h1 { (title) }
        p.lead { (words.say_with(key, &[("day", day.into())])) }
        @if all.is_empty() { p { (words.say("news-none")) } }
        @for (key, ids) in [("news-new", &news.new), ("news-changed", &news.changed)] {
            @let here_now: Vec<_> = ids.iter().filter(|id| shown.contains(id)).filter_map(|id| here.view().record(*id)).collect();
            @if !here_now.is_empty() {
                h2 { (words.say_with(key, &[("n", ids.len().into())])) }
                ul.assets.plain { @for record in here_now { (row(here, record)) } }
            }
        }
        (pager(words, &Pager {
            previous: (first > 0).then_some(previous.as_str()),
            next: (first + ON_A_PAGE < all.len()).then_some(next.as_str()),
            first: first + 1,
            last: (first + ON_A_PAGE).min(all.len()),
            total: all.len(),
        }))
        @if all.len() >= MOST { p { (words.say_with("news-most", &[("n", MOST.into())])) } }
        form method="get" action=(address) {
            (field.line(words, "date", &since.day().to_string()))
            (send_button(Weight::Quiet, words.say("changes-show")))
        }
        @if here.may(Right::History) { p { a href=(ChangesPath::of(here.slug())) { (words.say("news-who")) } } }
        p.soft { (words.say("news-cookie")) }
    })
}

fn row(here: &Here, record: Disclosed<'_>) -> Markup {
    let (labels, words) = (here.labels(), here.words());
    let day = show::day(words, record.updated().day());
    let said = words.say_with("news-row", &[("kind", labels.kind(record.kind()).into_owned().into()), ("day", day.into())]);
    asset_row(record.kind().code(), &AssetPath::of(here.slug(), record.id()).to_string(), labels.name(record), said)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> Moment {
        Moment::from_second(hour * 3_600 + 1_234).unwrap()
    }

    #[test]
    fn a_visit_lasts_some_hours_and_the_next_one_looks_back_to_it() {
        let first = Visit::read("", at(1_000));
        assert_eq!((first.before, first.kept().as_str()), (None, ".1000"));
        let again = Visit::read(&first.kept(), at(1_002));
        assert_eq!((again.before, again.kept().as_str()), (None, ".1002"));
        let next = Visit::read(&again.kept(), at(1_100));
        assert_eq!((next.before, next.kept().as_str()), (Some(1_002), "1002.1100"));
        assert_eq!(Visit::read(&next.kept(), at(1_101)).before, Some(1_002));
        assert_eq!(Visit::read(&next.kept(), at(1_200)).before, Some(1_100));
    }

    #[test]
    fn a_cookie_that_makes_no_sense_is_as_none() {
        for text in ["x", "1.2.3x", "-5.-6", "99999.99999", "9223372036854775807.9223372036854775807", "...."] {
            let visit = Visit::read(text, at(1_000));
            assert!(visit.latest == 1_000 && visit.before.is_none_or(|hour| hour < 1_000), "{text}");
        }
    }
}
