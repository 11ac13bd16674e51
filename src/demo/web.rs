use crate::demo::assets::{Known, new_tie};
use crate::demo::mint::Mint;
use crate::demo::table::{Row, Table, Unreadable, value};
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::tie::Tie;
use crate::inventory::tie_kind::TieKind;

const TIES: Table = Table { name: "ties", text: include_str!("../../fixtures/demo/ties.csv") };

/// The ties that people told of: who does what with whom, where, and what came of it.
pub(super) fn changes(mint: &mut Mint, known: &Known, word: impl Fn(Kind, &str) -> Option<Id>) -> Result<Vec<Change>, Unreadable> {
    let end = |row: &Row, column| {
        let key = row.must(column)?;
        let found = match key.split_once(':') {
            Some(("skill", code)) => word(Kind::Skill, code),
            Some(("theme", code)) => word(Kind::Theme, code),
            _ => known.id(key),
        };
        found.ok_or_else(|| row.wrong(format!("no record {key}")))
    };
    let made = TIES.rows()?.into_iter().map(|row| {
        let tie = new_tie(mint, row.read("kind")?, end(&row, "from")?, end(&row, "to")?);
        Ok(Change::Tie(filled(tie, &row)?))
    });
    made.collect()
}

fn filled(mut tie: Tie, row: &Row) -> Result<Tie, Unreadable> {
    if row.said("since").is_some() {
        tie.validity.from = Some(row.read("since")?);
    }
    if row.said("until").is_some() {
        tie.validity.to = Some(row.read("until")?);
    }
    if row.said("visibility").is_some() {
        tie.visibility = row.read("visibility")?;
    }
    for detail in row.said("details").into_iter().flat_map(|details| details.split(';')) {
        let (field, text) = detail.split_once('=').ok_or_else(|| row.wrong(format!("no detail {detail}")))?;
        let field = TieKind::field(tie.kind, field).ok_or_else(|| row.wrong(format!("no field {field}")))?;
        tie.values.set(field.name, value(field, text).ok_or_else(|| row.wrong(format!("no detail {detail}")))?);
    }
    Ok(tie)
}
