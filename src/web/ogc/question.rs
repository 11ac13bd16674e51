use crate::consent::{Audience, Disclosed};
use crate::graph::{Filter, View};
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::web::ogc::call::{Call, Form};
use crate::web::ogc::field_filter::asked;
use crate::web::ogc::layer::Layer;
use crate::web::ogc::parameters::{self, LARGEST_LIMIT, LARGEST_LIMIT_OF_ALL, REPEATABLE, USUAL_LIMIT, USUAL_LIMIT_FOR_PEOPLE};
use crate::web::ogc::space_and_time::{boxes, is_spoken, period};
use crate::web::problem::Problem;

/// Which features of a layer are asked for.
pub(super) struct Question {
    layer: Layer,
    filter: Filter,
    limit: usize,
    from: Cursor,
}

/// Where a page begins. Ids never change and new ones come last, so that turning pages visits every feature once, also
/// while records are added.
#[derive(Clone, Copy)]
pub(super) enum Cursor {
    Start,
    After(Id),
    Before(Id),
}

/// A page of features, in the order of their ids.
pub(super) struct Page<'a> {
    pub(super) records: Vec<Disclosed<'a>>,
    /// How many fit on all pages together.
    pub(super) matched: usize,
    /// The next page comes after this one.
    pub(super) next: Option<Id>,
    /// The page before comes before this one.
    pub(super) previous: Option<Id>,
}

impl Question {
    /// Reads the parameters; each that cannot be understood is refused by name.
    pub(super) fn read(call: &Call, layer: Layer, form: Form) -> Result<Self, Problem> {
        let audience = call.visitor.audience;
        call.known(&parameters::names(layer, audience))?;
        let mut filter = Filter { kinds: layer.kinds(), ..Filter::default() };
        for name in ["bbox-crs", "crs"] {
            if call.one(name)?.is_some_and(|crs| !is_spoken(crs)) {
                return Err(call.unclear("layers-fault-crs", &[("name", name.into())]));
            }
        }
        if let Some(text) = call.one("bbox")? {
            filter.within = boxes(text).map_err(|key| call.unclear(key, &[]))?;
        }
        if let Some(text) = call.one("datetime")? {
            let period = period(text).map_err(|key| call.unclear(key, &[]))?;
            filter.during = Some(period).filter(|period| period.from.is_some() || period.to.is_some());
        }
        filter.text = call.one("q")?.filter(|text| !text.trim().is_empty()).map(str::to_owned);
        for (name, value) in &call.parameters {
            match name.as_str() {
                "function" | "functions" => filter.functions.extend(several(value)),
                "tag" | "tags" => filter.tags.extend(several(value)),
                _ => {}
            }
        }
        for field in parameters::filters(layer, audience).filter(|field| !REPEATABLE.contains(&field.name)) {
            if let Some(text) = call.one(field.name)? {
                let value = asked(field, text)
                    .map_err(|unfit| call.unclear(unfit.key, &[("name", field.name.into()), ("choices", unfit.choices.into())]))?;
                filter.fields.push((field.name, value));
            }
        }
        Ok(Self { layer, filter, limit: limit(call, layer, form)?, from: cursor(call)? })
    }

    /// The filter, the id after which the page begins, and how many it has at most; nothing where the page ends before an
    /// id.
    pub(super) fn onwards(&self) -> Option<(&Filter, Option<Id>, usize)> {
        match self.from {
            Cursor::Start => Some((&self.filter, None, self.limit)),
            Cursor::After(id) => Some((&self.filter, Some(id), self.limit)),
            Cursor::Before(_) => None,
        }
    }

    /// The answer in this view.
    pub(super) fn page<'a>(&self, view: View<'a>) -> Page<'a> {
        match self.layer {
            Layer::Of(kind) if self.filter.is_only_kinds() => self.page_of_all(view, kind),
            _ => self.page_of_some(view),
        }
    }

    /// Without a filter the work is that of one page, however many there are.
    fn page_of_all<'a>(&self, view: View<'a>, kind: Kind) -> Page<'a> {
        let mut records: Vec<_> = match self.from {
            Cursor::Start => view.of_kind(kind).take(self.limit).collect(),
            Cursor::After(id) => view.of_kind_after(kind, id).take(self.limit).collect(),
            Cursor::Before(id) => view.of_kind_before(kind, id).take(self.limit).collect(),
        };
        if matches!(self.from, Cursor::Before(_)) {
            records.reverse();
        }
        let (first, last) = (records.first().map(|record| record.id()), records.last().map(|record| record.id()));
        Page {
            matched: view.count(kind),
            next: last.filter(|last| view.of_kind_after(kind, *last).next().is_some()),
            previous: first.filter(|first| view.of_kind_before(kind, *first).next().is_some()),
            records,
        }
    }

    fn page_of_some<'a>(&self, view: View<'a>) -> Page<'a> {
        let all = view.matching(&self.filter);
        // A page goes on where the last one ended, by the ids under which things are kept: those of persons are told as others.
        let meant = |id: Id| view.stored_id(id).unwrap_or(id);
        let (from, to) = match self.from {
            Cursor::Start => (0, self.limit),
            Cursor::After(id) => {
                let from = all.partition_point(|record| record.stored_id() <= meant(id));
                (from, from.saturating_add(self.limit))
            }
            Cursor::Before(id) => {
                let to = all.partition_point(|record| record.stored_id() < meant(id));
                (to.saturating_sub(self.limit), to)
            }
        };
        let to = to.min(all.len());
        let records = all.get(from..to).unwrap_or_default().to_vec();
        let (first, last) = (records.first().map(|record| record.id()), records.last().map(|record| record.id()));
        Page { matched: all.len(), next: last.filter(|_| to < all.len()), previous: first.filter(|_| from > 0), records }
    }
}

/// Empty boxes of a form ask nothing.
fn several(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

pub(super) fn limit(call: &Call, layer: Layer, form: Form) -> Result<usize, Problem> {
    let usual = if form == Form::Html { USUAL_LIMIT_FOR_PEOPLE } else { USUAL_LIMIT };
    let Some(text) = call.one("limit")? else { return Ok(usual) };
    // What everyone sees of all assets is kept ready and sent piece by piece.
    let is_streamed = layer == Layer::Assets && form == Form::Json && call.visitor.audience == Audience::Everyone;
    let most = if is_streamed { LARGEST_LIMIT_OF_ALL } else { LARGEST_LIMIT };
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // A number too long for the machine is more than the most as well.
    let limit = text.parse::<usize>().unwrap_or(most).min(most);
    if is_number && limit > 0 { Ok(limit) } else { Err(call.unclear("layers-fault-limit", &[("most", most.to_string().into())])) }
}

pub(super) fn cursor(call: &Call) -> Result<Cursor, Problem> {
    let id = |name: &'static str| {
        let id = call.one(name)?.map(str::parse::<Id>).transpose();
        id.map_err(|_| call.unclear("layers-fault-cursor", &[("name", name.into())]))
    };
    match (id("after")?, id("before")?) {
        (None, None) => Ok(Cursor::Start),
        (Some(id), None) => Ok(Cursor::After(id)),
        (None, Some(id)) => Ok(Cursor::Before(id)),
        (Some(_), Some(_)) => Err(call.unclear("layers-fault-both-cursors", &[])),
    }
}
