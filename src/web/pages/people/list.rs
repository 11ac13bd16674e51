use std::collections::BTreeSet;

use axum::extract::{RawQuery, State};
use maud::{Markup, html};

use super::one::in_brief;
use crate::access::Right;
use crate::capture::sheet::Sheet;
use crate::consent::{Audience, Disclosed};
use crate::graph::Filter;
use crate::inventory::field::Shape;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::slug::Slug;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::value::Value;
use crate::web::fields::Choice;
use crate::web::frame::{Tab, in_query};
use crate::web::here::Here;
use crate::web::parts::{Pager, Weight, asset_row, empty, icon, link_button, pager, send_button};
use crate::web::paths::{FollowUpsPath, HomePath, NewPersonPath, PeopleExportPath, PeopleImportPath, PeoplePath, PersonPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::fold;

/// Residents on a page.
const ON_A_PAGE: usize = 50;

/// What is asked of the list; a text that is no such question asks nothing.
struct Asked {
    text: String,
    group: String,
    skill: String,
    teach: bool,
    share: String,
    page: usize,
}

impl Asked {
    fn read(query: &str) -> Self {
        let sheet = Sheet::urlencoded(query.as_bytes());
        let one = |name| sheet.one(name).trim().to_owned();
        Self {
            text: one("q"),
            group: one("group"),
            skill: one("skill"),
            teach: sheet.one("teach") == "yes",
            share: one("share"),
            page: sheet.one("page").parse().ok().filter(|page| *page > 0).unwrap_or(1),
        }
    }

    fn is_about_talents(&self) -> bool {
        !self.group.is_empty() || !self.skill.is_empty() || self.teach || !self.share.is_empty()
    }

    fn asks_nothing(&self) -> bool {
        self.text.is_empty() && !self.is_about_talents()
    }

    fn at_page(&self, slug: &Slug, page: usize) -> String {
        let teach = if self.teach { "yes" } else { "" };
        let page = page.to_string();
        let asked = [("q", self.text.as_str()), ("group", &self.group), ("skill", &self.skill), ("teach", teach), ("share", &self.share)];
        let filled = asked.into_iter().filter(|(_, value)| !value.is_empty()).chain([("page", page.as_str())]);
        let query: Vec<_> = filled.map(|(name, value)| format!("{name}={}", in_query(value))).collect();
        format!("{}?{}", PeoplePath::of(slug), query.join("&"))
    }
}

/// The list of those who can a skill.
pub(super) fn of_skill(slug: &Slug, code: &str) -> String {
    format!("{}?skill={}", PeoplePath::of(slug), in_query(code))
}

/// The residents who agreed to be found by this audience.
pub(super) async fn list(
    path: PeoplePath,
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let asked = Asked::read(&query.unwrap_or_default());
    let (people, total) = found(&here, &asked);
    let words = here.words();
    let title = words.say("people-title");
    let body = html! {
        div.page-head { h1 { (title) } p { (words.say(honest(&here))) } }
        @if here.may(Right::People) {
            div.row.no-print {
                (link_button(Weight::Main, &NewPersonPath::of(here.slug()).to_string(), words.say("people-new")))
                (link_button(Weight::Quiet, &FollowUpsPath::of(here.slug()).to_string(), words.say("follow-title")))
                (link_button(Weight::Quiet, &PeopleExportPath::of(here.slug()).to_string(), words.say("people-along-title")))
                @if here.may(Right::Import) {
                    (link_button(Weight::Quiet, &PeopleImportPath::of(here.slug()).to_string(), words.say("people-file-title")))
                }
            }
        }
        (filters(&here, &asked))
        section aria-labelledby="found" {
            h2 #found { (words.say_with("people-n", &[("n", total.into())])) }
            @if people.is_empty() { (nobody(&here, &asked)) } @else {
                ul.assets.plain { @for person in &people { (row(&here, *person)) } }
                (pages(&here, &asked, people.len(), total))
            }
        }
    };
    Ok(here.frame(&title).tab(Tab::List).unlisted().page(body))
}

/// Others may live here who did not agree to be shown.
fn honest(here: &Here) -> &'static str {
    match here.view().audience() {
        Audience::Everyone => "people-honest-everyone",
        Audience::Neighbours => "people-honest-neighbours",
        _ => "people-honest-team",
    }
}

/// Those who are asked for on this page, by their names, and how many there are in all.
fn found<'a>(here: &'a Here, asked: &Asked) -> (Vec<Disclosed<'a>>, usize) {
    let view = here.view();
    let skip = (asked.page - 1).saturating_mul(ON_A_PAGE);
    if asked.asks_nothing() {
        let found = view.page(&Filter { kinds: vec![Kind::Person], ..Filter::default() }, skip, ON_A_PAGE);
        return (in_order(found.records), found.total);
    }
    let is_named = !asked.text.is_empty();
    let named = || view.called(Kind::Person, &asked.text);
    let able = match asked.is_about_talents() {
        false => named().collect(),
        true if is_named => {
            let named: BTreeSet<Id> = named().map(Disclosed::id).collect();
            with_talent(here, asked).into_iter().filter(|person| named.contains(&person.id())).collect()
        }
        true => with_talent(here, asked),
    };
    let all = in_order(able);
    let total = all.len();
    (all.into_iter().skip(skip).take(ON_A_PAGE).collect(), total)
}

/// By name; whose name is the same, by what they are known as here, which tells nothing of when they came.
fn in_order(mut people: Vec<Disclosed<'_>>) -> Vec<Disclosed<'_>> {
    people.sort_by_cached_key(|person| (fold(person.name()), person.id()));
    people
}

/// Those with a talent as it is asked for, each once.
fn with_talent<'a>(here: &'a Here, asked: &Asked) -> Vec<Disclosed<'a>> {
    let view = here.view();
    let is_skill = |skill: &Disclosed<'_>| {
        (asked.skill.is_empty() || skill.text("code") == Some(asked.skill.as_str()))
            && (asked.group.is_empty() || skill.codes("group").contains(&asked.group))
    };
    let mut seen = BTreeSet::new();
    let mut people = Vec::new();
    for skill in view.of_kind(Kind::Skill).filter(is_skill) {
        for tie in view.ties_to(skill.id(), TieKind::HasTalent) {
            let value = |name: &str| tie.filled().find(|(field, _)| field.name == name).map(|(_, value)| value);
            let teaches = !asked.teach || value("teach") == Some(&Value::YesNo(true));
            let shares = asked.share.is_empty() || value("share_how").is_some_and(|value| value.codes().contains(&asked.share));
            if teaches && shares && seen.insert(tie.from().id()) {
                people.push(tie.from());
            }
        }
    }
    people
}

fn filters(here: &Here, asked: &Asked) -> Markup {
    let labels = here.labels();
    let words = labels.words;
    let share = TieKind::HasTalent.field("share_how");
    let shares: Vec<_> = share.map_or_else(Vec::new, |field| match field.shape {
        Shape::Choice(codes) => codes.iter().map(|code| (*code, labels.code(field, code))).collect(),
        _ => Vec::new(),
    });
    html! {
        form.filters method="get" action=(PeoplePath::of(here.slug())) role="search" {
            div.field {
                label for="q" { (words.say("people-search")) }
                input type="search" id="q" name="q" value=(asked.text);
            }
            details open[asked.is_about_talents()] {
                summary { (words.say("people-by-talent")) }
                (select("group", &words.say("people-group"), &words.say("people-any"), &labels.terms("skill_group", "person", |_| true), &asked.group))
                (select("skill", &words.say("people-skill"), &words.say("people-any"), &labels.terms("skill", "person", |_| true), &asked.skill))
                (select("share", &words.say("people-share"), &words.say("people-any"), &shares, &asked.share))
                (Choice { value: "yes", label: &words.say("people-teaches"), is_chosen: asked.teach, kind: None, count: None }.draw("checkbox", "teach"))
            }
            (send_button(Weight::Main, html! { (icon("search")) (words.say("list-ask")) }))
        }
    }
}

fn select(name: &str, label: &str, any: &str, choices: &[(&str, std::borrow::Cow<'_, str>)], chosen: &str) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            select id=(name) name=(name) {
                option value="" { (any) }
                @for (code, label) in choices { option value=(code) selected[*code == chosen] { (label) } }
            }
        }
    }
}

fn row(here: &Here, person: Disclosed<'_>) -> Markup {
    let brief = in_brief(here, person).unwrap_or_default();
    asset_row("person", &PersonPath::of(here.slug(), person.id()).to_string(), person.name(), brief)
}

fn pages(here: &Here, asked: &Asked, shown: usize, total: usize) -> Markup {
    let first = (asked.page - 1) * ON_A_PAGE + 1;
    let last = first + shown - 1;
    let previous = (asked.page > 1).then(|| asked.at_page(here.slug(), asked.page - 1));
    let next = (last < total).then(|| asked.at_page(here.slug(), asked.page + 1));
    pager(here.words(), &Pager { previous: previous.as_deref(), next: next.as_deref(), first, last, total })
}

/// What to do next where nobody is found.
fn nobody(here: &Here, asked: &Asked) -> Markup {
    let (words, slug) = (here.words(), here.slug());
    if !asked.asks_nothing() || asked.page > 1 {
        let all = link_button(Weight::Main, &PeoplePath::of(slug).to_string(), words.say("people-all"));
        return empty("search", &words.say("people-nobody"), &words.say("people-nobody.text"), all);
    }
    if here.may(Right::People) {
        let new = link_button(Weight::Main, &NewPersonPath::of(slug).to_string(), words.say("people-new"));
        return empty("add", &words.say("people-none"), &words.say("people-none.team"), new);
    }
    let home = link_button(Weight::Main, &HomePath::of(slug).to_string(), words.say("list-to-home"));
    empty("home", &words.say("people-none"), &words.say("people-none.visitor"), home)
}
