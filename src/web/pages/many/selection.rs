use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::consent::Disclosed;
use crate::web::filter::AssetQuery;
use crate::web::here::Here;
use crate::web::paths::AssetsPath;

/// The records that were chosen on the list: ticked one by one, or all that meet its question.
pub(super) struct Selection<'a> {
    /// The records, in the order of their ids.
    pub(super) records: Vec<Disclosed<'a>>,
    /// The question of the list.
    question: AssetQuery,
    is_all: bool,
}

impl<'a> Selection<'a> {
    pub(super) fn read(here: &'a Here, sheet: &Sheet) -> Self {
        let (question, wrong) = AssetQuery::read(Some(sheet.one("question")), here.view());
        let is_all = sheet.one("all") == "yes" && wrong.is_empty();
        let mut records: Vec<_> = if is_all {
            here.view().matching(&question.filter())
        } else {
            sheet.all("id").filter_map(|id| here.view().record(id.parse().ok()?)).collect()
        };
        records.retain(|record| record.kind().is_open_to_entry());
        records.sort_by_key(|record| record.id());
        records.dedup_by_key(|record| record.id());
        Self { records, question, is_all }
    }

    /// The selection as a form carries it along.
    pub(super) fn carried(&self) -> Markup {
        html! {
            input type="hidden" name="question" value=(self.question.query());
            @if self.is_all { input type="hidden" name="all" value="yes"; } @else {
                @for record in &self.records { input type="hidden" name="id" value=(record.id()); }
            }
        }
    }

    /// The list that one comes from.
    pub(super) fn list(&self, here: &Here) -> String {
        self.question.at(&AssetsPath::of(here.slug()).to_string())
    }
}
