use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value as Json, json};

use super::{Whose, record_of};
use crate::consent::{Agreed, DisclosedTie, Scope, entries};
use crate::formats::csv::write::{BYTE_ORDER_MARK, Dialect, row, safe};
use crate::graph::View;
use crate::inventory::field::Shape;
use crate::inventory::record::Record;
use crate::neighbourhood::people::along::exports_that_may_hold;
use crate::neighbourhood::people::looks;
use crate::web::labels::Labels;
use crate::web::paths::MeDataPath;
use crate::web::problem::Problem;
use crate::web::show;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::Language;

/// All that is kept about the visitor, as a file to take along (GDPR art. 15 and 20).
pub(super) async fn hand_out(path: MeDataPath, State(state): State<AppState>, visitor: Visitor) -> Result<Response, Problem> {
    let whose = Whose::own(state.here(&path.slug, visitor).await?)?;
    let graph = whose.here.neighbourhood.snapshot();
    let view = whose.view(&graph);
    let record = record_of(view)?;
    let (body, media_type) = match path.format.as_str() {
        "json" => (serde_json::to_vec_pretty(&as_json(&whose, view, record)).map_err(|_| Problem::OurFault)?, "application/json"),
        "csv" => (as_table(&whose, view, record), "text/csv; charset=utf-8"),
        _ => return Err(Problem::NotFound),
    };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    let name = format!("attachment; filename=\"{}-{}.{}\"", whose.here.slug(), whose.here.today, path.format);
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_str(&name).map_err(|_| Problem::OurFault)?);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn as_json(whose: &Whose, view: View<'_>, record: &Record) -> Json {
    let filled = record.kind.fields().filter_map(|field| Some((field, record.values.get(field.name)?)));
    let labels = Labels::new(whose.words(), view, whose.here.today);
    let plain = filled.filter(|(field, _)| field.shape != Shape::Entries);
    let told: Map<String, Json> = plain.map(|(field, value)| (field.name.to_owned(), json!(show::plainly(labels, field, value)))).collect();
    let ties: Vec<_> = ties(view).into_iter().map(|tie| tie_as_json(labels, tie)).collect();
    let agreed = Agreed::of(record);
    let consents: Vec<_> = entries(record).flatten().map(|entry| entry.to_string()).collect();
    let looks: Vec<_> = looks(record).map(|look| json!({ "at": look.at.to_string(), "by": whose.here.name_of(&look.by) })).collect();
    json!({
        "neighbourhood": whose.here.name(),
        "id": record.id.to_string(),
        "told": told,
        "ties": ties,
        "agrees_to": Scope::ALL.into_iter().filter(|scope| agreed.to(*scope)).map(Scope::code).collect::<Vec<_>>(),
        "said": consents,
        "contact_looked_at": looks,
        "files_that_may_hold_it": exports_that_may_hold(&whose.here.neighbourhood.snapshot(), whose.person).iter()
            .map(|taken| json!({ "at": taken.at.to_string(), "by": whose.here.name_of(&taken.by), "for": taken.purpose })).collect::<Vec<_>>(),
        "entered": { "at": record.provenance.created.to_string(), "by": whose.here.name_of(&record.provenance.by), "way": record.provenance.origin.code() },
        "changed": record.provenance.updated.to_string(),
        "version": record.version,
    })
}

fn tie_as_json(labels: Labels<'_>, tie: DisclosedTie<'_>) -> Json {
    let more: Map<String, Json> =
        tie.filled().map(|(field, value)| (field.name.to_owned(), json!(show::plainly(labels, field, value)))).collect();
    json!({ "tie": tie.kind().code(), "from": labels.name(tie.from()), "to": labels.name(tie.to()), "more": more })
}

fn ties(view: View<'_>) -> Vec<DisclosedTie<'_>> {
    view.own().map(|own| view.ties_of(own.id())).unwrap_or_default()
}

/// The same as a table of three columns: what it is about, what it is, what it says.
fn as_table(whose: &Whose, view: View<'_>, record: &Record) -> Vec<u8> {
    let words = whose.words();
    let dialect = if words.language() == Language::Dutch { Dialect::Semicolon } else { Dialect::Comma };
    let labels = Labels::new(words, view, whose.here.today);
    let mut rows: Vec<[String; 3]> = vec![["me-column-part", "me-column-what", "me-column-says"].map(|key| words.say(key).into_owned())];
    let held = words.say("me-held").into_owned();
    for (field, value) in record.kind.fields().filter_map(|field| Some((field, record.values.get(field.name)?))) {
        if field.shape != Shape::Entries {
            rows.push([held.clone(), labels.field(record.kind.code(), field).into_owned(), show::plainly(labels, field, value)]);
        }
    }
    for tie in ties(view) {
        let way = crate::web::labels::Way::Out;
        let more = tie
            .filled()
            .map(|(field, value)| format!(" · {}: {}", labels.field(tie.kind().code(), field), show::plainly(labels, field, value)));
        let says = std::iter::once(labels.name(tie.to()).to_owned()).chain(more).collect::<String>();
        rows.push([labels.name(tie.from()).to_owned(), labels.tie(tie.kind(), way).into_owned(), says]);
    }
    for entry in entries(record).flatten() {
        rows.push([words.say("me-agreed").into_owned(), entry.given.to_string(), entry.to_string()]);
    }
    for look in looks(record) {
        rows.push([words.say("me-looks").into_owned(), look.at.to_string(), whose.here.name_of(&look.by)]);
    }
    let mut out = BYTE_ORDER_MARK.to_vec();
    for cells in rows {
        // Writing to memory does not fail.
        let _ = row(dialect, cells.iter().map(|cell| safe(cell)), &mut out);
    }
    out
}
