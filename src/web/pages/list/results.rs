use maud::{Markup, html};

use crate::access::Right;
use crate::consent::Disclosed;
use crate::inventory::field::Shape;
use crate::inventory::kind::{Kind, Role};
use crate::inventory::moment::Day;
use crate::web::filter::AssetQuery;
use crate::web::here::Here;
use crate::web::labels::Labels;
use crate::web::parts::{Pager, Weight, asset_row_with, empty, icon, link_button, pager, send_button};
use crate::web::paths::{AssetPath, AssetsPath, ExportPath, HomePath, ImportPath, ManyPath, MapPath, NewAssetPath};
use crate::web::photos::small_photo_of;
use crate::web::show;

/// Longest piece of a description in a list, in characters.
const EXCERPT: usize = 140;

/// What was found, or what to do next where nothing was.
pub(super) fn results(here: &Here, asked: &AssetQuery) -> Markup {
    let found = here.view().page(&asked.filter(), (asked.page - 1).saturating_mul(asked.per), asked.per);
    let words = here.words();
    html! {
        section aria-labelledby="found" {
            div.row.apart {
                h2 #found { (words.say_with("list-found", &[("n", found.total.into())])) }
                @if found.total > 0 { (ways_out(here, asked)) }
            }
            (parts(here, asked))
            @if !found.records.is_empty() {
                @if here.may(Right::Many) { (for_stewards(here, asked, &found.records, found.total)) } @else {
                    ul.assets.plain { @for record in &found.records { (row(here, *record)) } }
                }
            } @else if found.total > 0 {
                (beyond_the_end(here, asked, found.total))
            } @else if asked.parts().is_empty() {
                (nothing_at_all(here))
            } @else {
                (nothing_for_this(here, asked))
            }
            @if !found.records.is_empty() { (pages(here, asked, found.records.len(), found.total)) }
        }
    }
}

/// The rows with a box each, to do something with many at once.
fn for_stewards(here: &Here, asked: &AssetQuery, records: &[Disclosed<'_>], total: usize) -> Markup {
    let words = here.words();
    html! {
        form method="post" action=(ManyPath::of(here.slug())) {
            input type="hidden" name="question" value=(asked.query());
            ul.plain.ticked {
                @for record in records {
                    li.with-box {
                        label.tick {
                            input type="checkbox" name="id" value=(record.id());
                            span.unseen { (words.say_with("many-tick", &[("name", here.labels().name(*record).into())])) }
                        }
                        ul.assets.plain { (row(here, *record)) }
                    }
                }
            }
            div.many {
                label.choice {
                    input type="checkbox" name="all" value="yes";
                    span { (words.say_with("many-all", &[("n", total.into())])) }
                }
                (send_button(Weight::Quiet, words.say("many-begin")))
            }
        }
    }
}

fn ways_out(here: &Here, asked: &AssetQuery) -> Markup {
    let (words, slug) = (here.words(), here.slug());
    html! {
        div.row {
            (link_button(Weight::Quiet, &asked.at(&MapPath::of(slug).to_string()), html! { (icon("map")) (words.say("list-to-map")) }))
            @for (format, label) in [("geojson", "list-as-geojson"), ("csv", "list-as-csv")] {
                @let address = asked.at(&ExportPath::of(slug, format).to_string());
                (link_button(Weight::Quiet, &address, html! { (icon("download")) (words.say(label)) }))
            }
        }
    }
}

/// What the list is narrowed to; each can be taken away.
fn parts(here: &Here, asked: &AssetQuery) -> Markup {
    let (labels, path) = (here.labels(), AssetsPath::of(here.slug()).to_string());
    let parts = asked.parts();
    html! {
        @if !parts.is_empty() {
            ul.chips.plain aria-label=(labels.words.say("list-parts")) {
                @for part in &parts {
                    @let label = part.label(labels);
                    li {
                        a.chip.plain href=(asked.without(part).at_page(&path, 1))
                            aria-label=(labels.words.say_with("list-without", &[("part", label.as_str().into())])) {
                            (label) (icon("close"))
                        }
                    }
                }
                @if parts.len() > 1 { li { a href=(path) { (labels.words.say("list-without-all")) } } }
            }
        }
    }
}

fn row(here: &Here, record: Disclosed<'_>) -> Markup {
    let (labels, href) = (here.labels(), AssetPath::of(here.slug(), record.id()).to_string());
    asset_row_with(
        record.kind().code(),
        &href,
        labels.name(record),
        html! {
            (said(labels, record))
            @if let Some(ended) = ended(labels, record, here.today) { " · " strong { (ended) } }
        },
        small_photo_of(here, record),
    )
}

/// The line below a name: what it is, its first words of a vocabulary or choice, and how its description begins.
pub(crate) fn said(labels: Labels<'_>, record: Disclosed<'_>) -> String {
    let is_word = |shape: Shape| matches!(shape, Shape::Choice(_) | Shape::Term(_) | Shape::Terms(_));
    let words = record.filled().find(|(field, _)| is_word(field.shape)).map(|(field, value)| show::plainly(labels, field, value));
    let description = record.text("description").map(excerpt);
    let kind = labels.kind(record.kind()).into_owned();
    std::iter::once(kind).chain(words).chain(description).collect::<Vec<_>>().join(" · ")
}

fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= EXCERPT {
        return line;
    }
    let cut: String = line.chars().take(EXCERPT).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(whole_words, _)| whole_words))
}

/// Where a record does not exist today: since or from when.
pub(crate) fn ended(labels: Labels<'_>, record: Disclosed<'_>, today: Day) -> Option<String> {
    let validity = record.validity();
    let say = |key: &str, day: Day| labels.words.say_with(key, &[("day", show::day(labels.words, day).into())]).into_owned();
    match (validity.from, validity.to) {
        (_, Some(last)) if last < today => Some(say("asset-ended", last)),
        (Some(first), _) if today < first => Some(say("asset-not-begun", first)),
        _ => None,
    }
}

fn pages(here: &Here, asked: &AssetQuery, shown: usize, total: usize) -> Markup {
    let path = AssetsPath::of(here.slug()).to_string();
    let first = (asked.page - 1) * asked.per + 1;
    let last = first + shown - 1;
    let previous = (asked.page > 1).then(|| asked.at_page(&path, asked.page - 1));
    let next = (last < total).then(|| asked.at_page(&path, asked.page + 1));
    pager(here.words(), &Pager { previous: previous.as_deref(), next: next.as_deref(), first, last, total })
}

fn beyond_the_end(here: &Here, asked: &AssetQuery, total: usize) -> Markup {
    let last = total.div_ceil(asked.per);
    let address = asked.at_page(&AssetsPath::of(here.slug()).to_string(), last);
    let words = here.words();
    let text = words.say_with("list-beyond.text", &[("page", asked.page.into()), ("last", last.into())]);
    empty("list", &words.say("list-beyond"), &text, link_button(Weight::Main, &address, words.say("list-to-last")))
}

fn nothing_at_all(here: &Here) -> Markup {
    let (words, slug) = (here.words(), here.slug());
    if here.may(Right::Add) {
        let ways = html! {
            (link_button(Weight::Main, &NewAssetPath::of(slug).to_string(), words.say("list-add")))
            @if here.may(Right::Import) {
                (link_button(Weight::Quiet, &ImportPath::of(slug).to_string(), words.say("list-import")))
            }
        };
        empty("add", &words.say("list-empty"), &words.say("list-empty.steward"), ways)
    } else {
        let home = link_button(Weight::Main, &HomePath::of(slug).to_string(), words.say("list-to-home"));
        empty("home", &words.say("list-empty"), &words.say("list-empty.visitor"), home)
    }
}

/// Each question taken out by itself, with what that would give.
fn nothing_for_this(here: &Here, asked: &AssetQuery) -> Markup {
    let (labels, path) = (here.labels(), AssetsPath::of(here.slug()).to_string());
    let words = labels.words;
    let parts = asked.parts();
    let wider = parts.iter().filter(|_| parts.len() > 1).map(|part| {
        let less = asked.without(part);
        (part.label(labels), less.at_page(&path, 1), here.view().page(&less.filter(), 0, 0).total)
    });
    let wider: Vec<_> = wider.filter(|(_, _, total)| *total > 0).collect();
    let all = Kind::with_role(Role::Asset).map(|kind| here.view().count(kind)).sum::<usize>();
    let ways = html! {
        @for (part, address, total) in &wider {
            @let fillings = [("part", part.as_str().into()), ("n", (*total).into())];
            (link_button(Weight::Quiet, address, words.say_with("list-wider", &fillings)))
        }
        (link_button(Weight::Main, &path, words.say_with("list-show-all", &[("n", all.into())])))
    };
    empty("search", &words.say("list-nothing"), &words.say("list-nothing.text"), ways)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_description_is_cut_between_words() {
        let text = "Een tuin waar iedereen mag meedoen.\n".repeat(10);
        let cut = excerpt(&text);
        assert!(cut.ends_with('…') && cut.chars().count() <= EXCERPT + 1 && !cut.contains('\n'), "{cut}");
        assert_eq!(excerpt("kort\nen goed"), "kort en goed");
        assert_eq!(excerpt(&"x".repeat(500)).chars().count(), EXCERPT + 1);
    }
}
