use axum::http::HeaderMap;
use scraper::{ElementRef, Html, Selector};

/// What a visitor got.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(super) fn new(status: u16, headers: HeaderMap, bytes: Vec<u8>) -> Self {
        Self { status, headers, bytes }
    }

    /// The first header with this name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// What the cookie of a session holds that this answer hands out.
    pub(crate) fn session(&self) -> Option<String> {
        let cookies = self.headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
        let mut held = cookies.filter_map(|cookie| cookie.strip_prefix("session=")?.split(';').next());
        held.find(|held| !held.is_empty()).map(str::to_owned)
    }

    /// The body as text.
    pub(crate) fn body(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    /// The texts of all elements that the selector finds, each with its blanks made single.
    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        self.each(selector, |element| element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// All texts that the selector finds, as one.
    pub(crate) fn text(&self, selector: &str) -> String {
        self.texts(selector).join(" | ")
    }

    /// What stands in the first text area that the selector finds, line by line.
    pub(crate) fn lines(&self, selector: &str) -> Option<String> {
        self.each(selector, |element| element.text().collect::<String>().trim_start_matches('\n').to_owned()).into_iter().next()
    }

    /// This attribute of all elements that the selector finds and that have it.
    pub(crate) fn attributes(&self, selector: &str, attribute: &str) -> Vec<String> {
        self.each(selector, |element| element.attr(attribute).map(str::to_owned)).into_iter().flatten().collect()
    }

    /// This attribute of the first element that the selector finds.
    pub(crate) fn attribute(&self, selector: &str, attribute: &str) -> Option<String> {
        self.attributes(selector, attribute).into_iter().next()
    }

    /// How many elements the selector finds.
    pub(crate) fn count(&self, selector: &str) -> usize {
        self.each(selector, |_| ()).len()
    }

    /// The form that the selector finds, as a browser would send it untouched.
    pub(crate) fn form(&self, selector: &str) -> Vec<(String, String)> {
        let fields = ["input", "textarea", "select option[selected]"].map(|field| format!("{selector} {field}")).join(", ");
        let sent = self.each(&fields, |element| {
            let of = |name: &str| element.attr(name).map(str::to_owned);
            let is_box = matches!(element.attr("type"), Some("radio" | "checkbox"));
            match element.value().name() {
                "textarea" => Some((of("name")?, element.text().collect())),
                "option" => {
                    let select = element.ancestors().filter_map(ElementRef::wrap).find(|above| above.value().name() == "select")?;
                    Some((select.attr("name")?.to_owned(), of("value")?))
                }
                _ if is_box && element.attr("checked").is_none() => None,
                _ => Some((of("name")?, of("value").unwrap_or_default())),
            }
        });
        sent.into_iter().flatten().collect()
    }

    fn each<T>(&self, selector: &str, read: impl Fn(ElementRef<'_>) -> T) -> Vec<T> {
        let page = Html::parse_document(&self.body());
        page.select(&Selector::parse(selector).unwrap()).map(read).collect()
    }
}
