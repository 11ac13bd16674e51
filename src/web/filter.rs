//! The one reading of the query string that list, map and exports share.

use form_urlencoded::Serializer;

use crate::graph::{Filter, View};
use crate::inventory::field::{Field, Shape};
use crate::inventory::kind::Kind;
use crate::web::labels::Labels;
use crate::words::Words;

/// What a list, map or export is asked. What is empty asks nothing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AssetQuery {
    /// `q`: words.
    pub(crate) text: Option<String>,
    /// `kind`: one of these kinds.
    pub(crate) kinds: Vec<Kind>,
    /// `function`: has one of these functions.
    pub(crate) functions: Vec<String>,
    /// `tag`: has one of these tags.
    pub(crate) tags: Vec<String>,
    /// `place`: `yes` has a place on the map, `no` has none.
    pub(crate) located: Option<bool>,
    /// `page`: from 1.
    pub(crate) page: usize,
    /// `per`: records on a page.
    pub(crate) per: usize,
}

/// A part of the query string that is known, with a value that is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// The parameter.
    pub(crate) parameter: &'static str,
    /// What it was given.
    pub(crate) value: String,
}

/// One question of a query that can be taken out again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    Text(String),
    Kind(Kind),
    Function(String),
    Tag(String),
    Located(bool),
}

const LONGEST_TEXT: usize = 200;
const MOST_VALUES: usize = 50;
const USUAL_PER: usize = 50;
const MOST_PER: usize = 200;

impl Default for AssetQuery {
    fn default() -> Self {
        Self { text: None, kinds: Vec::new(), functions: Vec::new(), tags: Vec::new(), located: None, page: 1, per: USUAL_PER }
    }
}

impl AssetQuery {
    /// Reads a query string. Parameters that mean nothing here are passed over; known ones with a value that cannot be
    /// understood are left out and told.
    pub(crate) fn read(query: Option<&str>, view: View<'_>) -> (Self, Vec<Wrong>) {
        let (mut asked, mut wrong) = (Self::default(), Vec::new());
        for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            let value: String = value.chars().filter(|c| !c.is_control()).collect();
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            if let Err(parameter) = asked.take_in(&name, value, view) {
                wrong.push(Wrong { parameter, value: value.chars().take(60).collect() });
            }
        }
        (asked, wrong)
    }

    fn take_in(&mut self, name: &str, value: &str, view: View<'_>) -> Result<(), &'static str> {
        let within = |number: &usize, most: usize| (1..=most).contains(number);
        match name {
            "q" if value.chars().count() <= LONGEST_TEXT => self.text = Some(value.to_owned()),
            "q" => return Err("q"),
            "kind" => {
                let kind = value.parse().ok().filter(|kind: &Kind| kind.is_listed()).ok_or("kind")?;
                self.kinds.extend(new_to(&self.kinds, kind));
            }
            "function" => self.functions.extend(new_to(&self.functions, function(view, value).ok_or("function")?)),
            "tag" => self.tags.extend(new_to(&self.tags, value.to_owned())),
            "place" if value == "yes" => self.located = Some(true),
            "place" if value == "no" => self.located = Some(false),
            "place" => return Err("place"),
            "page" => self.page = value.parse().ok().filter(|page| within(page, 1_000_000)).ok_or("page")?,
            "per" => self.per = value.parse().ok().filter(|per| within(per, MOST_PER)).ok_or("per")?,
            _ => {}
        }
        Ok(())
    }

    /// The same question to the graph.
    pub(crate) fn filter(&self) -> Filter {
        Filter {
            text: self.text.clone(),
            kinds: self.kinds.clone(),
            functions: self.functions.clone(),
            tags: self.tags.clone(),
            located: self.located,
            ..Filter::default()
        }
    }

    /// The query string of the question, without the page: what list, map and exports pass on to each other.
    pub(crate) fn query(&self) -> String {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(self.text.iter().map(|text| ("q", text)));
        query.extend_pairs(self.kinds.iter().map(|kind| ("kind", kind.code())));
        query.extend_pairs(self.functions.iter().map(|code| ("function", code)));
        query.extend_pairs(self.tags.iter().map(|tag| ("tag", tag)));
        query.extend_pairs(self.located.iter().map(|located| ("place", if *located { "yes" } else { "no" })));
        query.finish()
    }

    /// The address with the question behind it.
    pub(crate) fn at(&self, path: &str) -> String {
        joined(path, &self.query())
    }

    /// The address of a page of the list.
    pub(crate) fn at_page(&self, path: &str, page: usize) -> String {
        let mut query = Serializer::new(self.query());
        if self.per != USUAL_PER {
            query.append_pair("per", &self.per.to_string());
        }
        if page > 1 {
            query.append_pair("page", &page.to_string());
        }
        joined(path, &query.finish())
    }

    /// The questions one by one.
    pub(crate) fn parts(&self) -> Vec<Part> {
        let text = self.text.iter().cloned().map(Part::Text);
        let kinds = self.kinds.iter().copied().map(Part::Kind);
        let functions = self.functions.iter().cloned().map(Part::Function);
        let tags = self.tags.iter().cloned().map(Part::Tag);
        text.chain(kinds).chain(functions).chain(tags).chain(self.located.map(Part::Located)).collect()
    }

    /// The query without one of its questions, from the first page.
    pub(crate) fn without(&self, part: &Part) -> Self {
        let mut less = Self { page: 1, ..self.clone() };
        match part {
            Part::Text(_) => less.text = None,
            Part::Kind(kind) => less.kinds.retain(|one| one != kind),
            Part::Function(code) => less.functions.retain(|one| one != code),
            Part::Tag(tag) => less.tags.retain(|one| one != tag),
            Part::Located(_) => less.located = None,
        }
        less
    }
}

impl Part {
    /// The question in words.
    pub(crate) fn label(&self, labels: Labels<'_>) -> String {
        match self {
            Self::Text(text) => labels.words.say_with("list-part-text", &[("text", text.as_str().into())]).into_owned(),
            Self::Kind(kind) => labels.many(*kind).into_owned(),
            Self::Function(code) => functions().map_or_else(|| code.clone(), |field| labels.code(field, code).into_owned()),
            Self::Tag(tag) => labels.words.say_with("list-part-tag", &[("tag", tag.as_str().into())]).into_owned(),
            Self::Located(true) => labels.words.say("list-part-located").into_owned(),
            Self::Located(false) => labels.words.say("list-part-not-located").into_owned(),
        }
    }
}

impl Wrong {
    /// What is wrong and how it should be, in words.
    pub(crate) fn say(&self, words: Words) -> String {
        let fillings = [("value", self.value.as_str().into()), ("most", MOST_PER.into()), ("longest", LONGEST_TEXT.into())];
        words.say_with(&format!("list-wrong-{}", self.parameter), &fillings).into_owned()
    }
}

/// The field that the parameter `function` asks about, as the first kind that has it declares it.
pub(crate) fn functions() -> Option<&'static Field> {
    Kind::ALL.iter().find_map(|kind| kind.field("functions"))
}

/// The address of the list of all that has this code in this field, where the list can be asked so.
pub(crate) fn list_of(path: &str, field: &Field, code: &str) -> Option<String> {
    let query = match field.name {
        "functions" => AssetQuery { functions: vec![code.to_owned()], ..AssetQuery::default() },
        "tags" => AssetQuery { tags: vec![code.to_owned()], ..AssetQuery::default() },
        _ => return None,
    };
    Some(query.at(path))
}

/// The code of a function that is there: its own, or of the word it was merged into.
fn function(view: View<'_>, code: &str) -> Option<String> {
    let Shape::Terms(scheme) = functions()?.shape else { return None };
    view.term(scheme, code).map(|_| view.current_code(scheme, code).to_owned())
}

/// The value, if the list has it not yet and has room for it.
fn new_to<T: PartialEq>(list: &[T], value: T) -> Option<T> {
    (!list.contains(&value) && list.len() < MOST_VALUES).then_some(value)
}

fn joined(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::Audience;
    use crate::graph::Graph;

    fn read(query: &str) -> (AssetQuery, Vec<Wrong>) {
        AssetQuery::read(Some(query), Graph::default().seen_by(Audience::Everyone))
    }

    #[test]
    fn a_query_string_comes_back_as_it_was_read() {
        let query = "q=caf%C3%A9+%26+tuin&kind=place&kind=thing&tag=groen%2Cwit&place=yes";
        let (asked, wrong) = read(query);
        assert_eq!((asked.query(), wrong), (query.to_owned(), vec![]));
    }

    #[test]
    fn unknown_parameters_pass_and_wrong_values_are_told() {
        let (asked, wrong) = read("utm_source=mail&kind=unicorn&page=0&per=100000&place=perhaps&function=flying&q=+%00+");
        assert_eq!(asked, AssetQuery::default());
        assert_eq!(wrong.iter().map(|wrong| wrong.parameter).collect::<Vec<_>>(), ["kind", "page", "per", "place", "function"]);
    }

    #[test]
    fn one_question_can_be_taken_out() {
        let (asked, _) = read("kind=place&kind=thing&page=3");
        let less = asked.without(&Part::Kind(Kind::Place));
        assert_eq!(less.at_page("/w/assets", less.page), "/w/assets?kind=thing");
    }
}
