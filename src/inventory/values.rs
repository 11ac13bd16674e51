use crate::inventory::value::Value;

/// The filled fields of a record or tie, sorted by name. What is not filled is not there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values(Vec<(&'static str, Value)>);

impl Values {
    /// Fills a field, or replaces what it held.
    pub fn set(&mut self, field: &'static str, value: Value) {
        match self.find(field) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (field, value)),
        }
    }

    /// Empties a field.
    pub fn clear(&mut self, field: &str) {
        if let Ok(at) = self.find(field) {
            self.0.remove(at);
        }
    }

    /// What a field holds.
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.find(field).ok().map(|at| &self.0[at].1)
    }

    /// The words a text field holds.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.get(field).and_then(Value::text)
    }

    /// The codes a field holds; none where it is empty.
    pub fn codes(&self, field: &str) -> &[String] {
        self.get(field).map_or(&[], Value::codes)
    }

    /// All filled fields, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    fn find(&self, field: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(name, _)| (*name).cmp(field))
    }
}

impl FromIterator<(&'static str, Value)> for Values {
    fn from_iter<T: IntoIterator<Item = (&'static str, Value)>>(pairs: T) -> Self {
        let mut values = Self::default();
        for (name, value) in pairs {
            values.set(name, value);
        }
        values
    }
}
