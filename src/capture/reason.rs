//! The reasons of snags, each declared once: a variant, its arguments and its text key. The text of a key is one or
//! two plain sentences, what happened and what to do, in every language of the words room.

/// An argument of a message.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Argument {
    Text(String),
    Number(u64),
}

impl From<&String> for Argument {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&u64> for Argument {
    fn from(number: &u64) -> Self {
        Self::Number(*number)
    }
}

macro_rules! reasons {
    ($( $(#[$doc:meta])* $variant:ident $({ $($field:ident : $type:ty),+ $(,)? })? = $key:literal ),+ $(,)?) => {
        /// Why something was not as expected.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum Reason {
            $( $(#[$doc])* $variant $({ $($field: $type),+ })? ),+
        }

        impl Reason {
            /// Every text key, for the test that all are worded.
            pub const KEYS: &[&str] = &[$($key),+];

            /// The text key of the message.
            pub fn key(&self) -> &'static str {
                match self { $( Self::$variant $({ $($field: _),+ })? => $key ),+ }
            }

            /// The arguments of the message, by the names its text uses.
            pub fn arguments(&self) -> Vec<(&'static str, Argument)> {
                match self {
                    $( Self::$variant $({ $($field),+ })? =>
                        vec![$( $((stringify!($field), Argument::from($field))),+ )?] ),+
                }
            }
        }
    };
}

reasons! {
    // The file as a whole.
    /// Nothing in it, or only blanks.
    FileEmpty = "snag-file-empty",
    /// Larger than the importer takes.
    FileTooLarge { megabytes: u64 } = "snag-file-too-large",
    /// A workbook (Excel, OpenDocument): the person can save it as CSV.
    FileIsSpreadsheet { format: String } = "snag-file-is-spreadsheet",
    /// Another format that a map program can save as GeoJSON (KML, GPX, GeoPackage, shapefile …).
    FileIsOtherMapFormat { format: String } = "snag-file-is-other-map-format",
    /// A format with nothing to import in it (PDF, picture, web page …).
    FileIsOtherFormat { format: String } = "snag-file-is-other-format",
    /// Bytes that are no text.
    FileIsBinary = "snag-file-is-binary",
    /// The bytes are not UTF-8; this encoding was taken.
    EncodingTaken { encoding: String } = "snag-encoding-taken",
    /// Some letters are lost (they show as �).
    LettersLost = "snag-letters-lost",
    /// No rows under the header.
    NoRows = "snag-no-rows",
    /// More rows than the importer takes.
    TooManyRows { limit: u64 } = "snag-too-many-rows",

    /// More columns than the importer takes.
    TooManyColumns { limit: u64 } = "snag-too-many-columns",

    // Tables.
    /// The first row holds data, so columns are named by letter.
    NoHeader = "snag-no-header",
    /// A column without a name, named by its letter.
    ColumnWithoutName { letter: String } = "snag-column-without-name",
    /// A name that two columns share; the second got a number.
    ColumnNameTwice { name: String } = "snag-column-name-twice",
    /// Fewer cells than the header has.
    TooFewCells { cells: u64, expected: u64 } = "snag-too-few-cells",
    /// More cells than the header has; the rest is kept in columns named by letter.
    TooManyCells { cells: u64, expected: u64 } = "snag-too-many-cells",
    /// A quotation mark is opened and never closed.
    QuoteNotClosed = "snag-quote-not-closed",
    /// Text after a closing quotation mark, taken as part of the cell.
    QuoteInsideCell = "snag-quote-inside-cell",

    // JSON and GeoJSON.
    /// Not JSON from this place on.
    JsonBroken { line: u64, column: u64 } = "snag-json-broken",
    /// The file ends before the JSON does.
    JsonCutOff = "snag-json-cut-off",
    /// Lists within lists beyond the depth that is read.
    JsonTooDeep { line: u64 } = "snag-json-too-deep",
    /// `NaN`, `Infinity` or a number too large, which JSON does not know; taken as missing.
    JsonNotANumber = "snag-json-not-a-number",
    /// JSON, but not of a kind that is read.
    JsonUnknown = "snag-json-unknown",
    /// A name that stands twice in one object; the last is taken.
    JsonNameTwice { name: String } = "snag-json-name-twice",
    /// `features` is not a list.
    FeaturesNotAList = "snag-features-not-a-list",
    /// A feature that is not an object.
    FeatureNotAnObject = "snag-feature-not-an-object",
    /// `type` is missing, misspelt or in the wrong case; understood all the same.
    GeoJsonTypeOdd { expected: String } = "snag-geojson-type-odd",
    /// `properties` is not an object.
    PropertiesNotAnObject = "snag-properties-not-an-object",
    /// The feature's `id` is neither text nor number.
    IdNotUsable = "snag-id-not-usable",
    /// `bbox` is wrong; it is not used.
    BoxOdd = "snag-box-odd",
    /// A member that does not belong to this object; not read.
    MemberNotRead { name: String } = "snag-member-not-read",
    /// A property that holds an object or list, taken apart or kept as text.
    NestedFlattened = "snag-nested-flattened",

    // Geometry.
    /// A geometry of no known type.
    GeometryTypeUnknown { name: String } = "snag-geometry-type-unknown",
    /// No coordinates at all.
    GeometryEmpty = "snag-geometry-empty",
    /// The coordinates are not nested as the type asks.
    CoordinatesNestedWrong = "snag-coordinates-nested-wrong",
    /// A coordinate that is not a number.
    CoordinateNotANumber = "snag-coordinate-not-a-number",
    /// A coordinate between quotation marks, read as a number.
    CoordinateWasText = "snag-coordinate-was-text",
    /// Fewer than two numbers in a position.
    PositionTooShort = "snag-position-too-short",
    /// A line of fewer than two points.
    LineTooShort = "snag-line-too-short",
    /// A ring of fewer than three different points.
    RingTooShort = "snag-ring-too-short",
    /// A ring that was not closed; closed.
    RingClosed = "snag-ring-closed",
    /// A height or measure, left out.
    HeightDropped = "snag-height-dropped",
    /// A part of a shape of several that is no line or ring; left out.
    PartLeftOut = "snag-part-left-out",
    /// A collection of points, lines and surfaces; one sort is kept.
    MixedCollection = "snag-mixed-collection",
    /// A shape that crosses or touches itself; kept as it is.
    ShapeCrossesItself = "snag-shape-crosses-itself",

    // Whereabouts.
    /// The coordinates of the file were converted from this system.
    ConvertedFrom { system: String } = "snag-converted-from",
    /// This row uses another coordinate system than the rest; converted.
    OtherSystemThanRest { system: String } = "snag-other-system-than-rest",
    /// The file names a coordinate system that is not read.
    SystemUnknown { name: String } = "snag-system-unknown",
    /// The file names one system, its numbers say another; the numbers are followed.
    SystemContradicted { named: String, taken: String } = "snag-system-contradicted",
    /// The two numbers were in the wrong order; swapped.
    CoordinatesSwapped = "snag-coordinates-swapped",
    /// The two numbers seem to be in the wrong order, but that is not certain.
    CoordinatesMaybeSwapped = "snag-coordinates-maybe-swapped",
    /// Outside the earth, or outside the coordinate system.
    CoordinatesOutOfRange = "snag-coordinates-out-of-range",
    /// The point (0, 0), which stands for an unknown place.
    CoordinatesZero = "snag-coordinates-zero",
    /// Only one of the two numbers is given.
    CoordinateMissing = "snag-coordinate-missing",
    /// The row's two places (lon/lat and RD) are this far apart; lon/lat is taken.
    PlacesDisagree { metres: u64 } = "snag-places-disagree",
    /// No columns with coordinates were found, so the rows have no place on the map.
    NoPlaces = "snag-no-places",

    // Values.
    NumberNotUnderstood = "snag-number-not-understood",
    /// `1.234` can be a thousand or one and a bit; taken as …
    NumberAmbiguous { taken: String } = "snag-number-ambiguous",
    NumberNotWhole = "snag-number-not-whole",
    DateNotUnderstood = "snag-date-not-understood",
    /// `3/4/2024`: day first was taken.
    DateAmbiguous { taken: String } = "snag-date-ambiguous",
    YesNoNotUnderstood = "snag-yes-no-not-understood",
    /// A code that got its leading zero back.
    CodeZeroRestored = "snag-code-zero-restored",
    /// A code that a spreadsheet turned into a rounded number.
    CodeRounded = "snag-code-rounded",
    CodeNotUnderstood = "snag-code-not-understood",
    NumberOutOfBounds { least: String, most: String } = "snag-number-out-of-bounds",
    /// Only a year or month was given; its first day is kept.
    DateCompleted { taken: String } = "snag-date-completed",
    ChoiceNotKnown { choices: String } = "snag-choice-not-known",
    /// A word that is not in the vocabulary; kept as a tag where there is room.
    TermNotKnown = "snag-term-not-known",
    /// Tags that are too long or too many.
    TagsLeftOut = "snag-tags-left-out",
    /// `https://` was put before an address.
    LinkCompleted = "snag-link-completed",
    OnlyFirstLink = "snag-only-first-link",
    LinkNotUnderstood = "snag-link-not-understood",
    /// A text longer than the field takes.
    TextCut { most: u64 } = "snag-text-cut",
    /// Line breaks in a field of one line became blanks.
    LineBreaksJoined = "snag-line-breaks-joined",
    /// Understood, but not what the field takes.
    ValueDoesNotFit = "snag-value-does-not-fit",

    // Rows as records.
    /// A field that this kind cannot do without.
    RequiredMissing { field: String } = "snag-required-missing",
    /// No name was given; one was made of what the thing is and where.
    NameMade { kind: String } = "snag-name-made",
    /// A shape with more corners than a record may have.
    ShapeTooDetailed = "snag-shape-too-detailed",
    /// The row says that it is of another kind than the one that is brought in.
    RowOfOtherKind { kind: String } = "snag-row-of-other-kind",
    /// Neither the person nor the file says what the row is.
    KindNotTold = "snag-kind-not-told",
    /// The row says that it is of a kind that there is not.
    KindUnknown { known: String } = "snag-kind-unknown",
    /// Persons cannot come from a file, because nobody asked them.
    KindNotOpen { kind: String } = "snag-kind-not-open",
    /// Nothing tells which layer of the base map this is.
    LayerNotTold = "snag-layer-not-told",
    /// Two rows of the file have one id and different content; the first is kept.
    IdTwice { row: u64 } = "snag-id-twice",
    /// Two rows of the file are the same, id and content; one is kept.
    RowTwice { row: u64 } = "snag-row-twice",
    /// Columns that are not kept, because no field takes them.
    ColumnsNotKept { columns: String } = "snag-columns-not-kept",
    // Words of a vocabulary.
    /// The table has neither a column for codes nor one for labels.
    WordColumnsMissing = "snag-word-columns-missing",
    /// A word needs a label in both languages.
    WordLabelMissing = "snag-word-label-missing",
    /// An earlier row has this code.
    WordCodeTwice { row: u64 } = "snag-word-code-twice",
    /// Another word of the vocabulary has this label.
    WordLabelTaken { code: String } = "snag-word-label-taken",
    /// The broader word is neither in the vocabulary nor in the file.
    WordBroaderUnknown = "snag-word-broader-unknown",
    /// The word would fall under itself.
    WordUnderItself { chain: String } = "snag-word-under-itself",
    /// A code of another vocabulary, such as a group, that is not there.
    WordReferenceUnknown = "snag-word-reference-unknown",
    /// The word was merged into another, and stays so.
    WordMerged { into: String } = "snag-word-merged",
    /// The row says that a word was merged, which a file does not do.
    WordNotMergedByFile = "snag-word-not-merged-by-file",
    /// The row is of another vocabulary.
    WordOfOtherVocabulary { vocabulary: String } = "snag-word-of-other-vocabulary",

    // Residents from a file.
    /// A citizen service number, which only the state may keep.
    PrivateCitizenNumber = "snag-private-citizen-number",
    /// The number of a document or an account.
    PrivateDocument = "snag-private-document",
    /// A day of birth or an age.
    PrivateBirth = "snag-private-birth",
    /// Man, woman or other.
    PrivateGender = "snag-private-gender",
    /// Health, belief, opinion, origin, love.
    PrivateSpecial = "snag-private-special",
    /// Income, debts and benefits.
    PrivateMoney = "snag-private-money",
    /// Police and courts.
    PrivatePolice = "snag-private-police",
    /// Who lives together, marriage, children.
    PrivateFamily = "snag-private-family",
    /// A column that no field of a resident takes.
    PersonColumnNotKept = "snag-person-column-not-kept",
    /// Nobody is called anything.
    PersonNameMissing = "snag-person-name-missing",
    /// No yes to being kept.
    PersonNotAgreed = "snag-person-not-agreed",
    /// Neither yes nor no, taken as no.
    ConsentNotUnderstood = "snag-consent-not-understood",
    /// Nobody said on which day they agreed.
    ConsentDayMissing = "snag-consent-day-missing",
    /// They would agree on a day that is still to come.
    ConsentDayToCome = "snag-consent-day-to-come",
    /// They agreed so long ago that it does not hold any more.
    ConsentTooOld { months: u64 } = "snag-consent-too-old",
    /// They agreed so long ago that they have to be asked again.
    ConsentGetsOld = "snag-consent-gets-old",
    /// Nobody said whether they are sixteen.
    PersonAgeNotTold = "snag-person-age-not-told",
    /// Under sixteen, and nobody decides for them.
    PersonTooYoung = "snag-person-too-young",
    /// Under sixteen, so never shown to everyone.
    PersonNeverPublic = "snag-person-never-public",
    /// A word that no vocabulary has; it goes to the description.
    WordToDescription = "snag-word-to-description",
    /// No group of this name, or more than one.
    GroupNotKnown = "snag-group-not-known",
    /// That somebody is of this group is nobody's business.
    GroupSensitive = "snag-group-sensitive",
    /// Not the code of a square.
    SquareNotUnderstood = "snag-square-not-understood",
    /// Where they live is not in the country.
    HomeNotInCountry = "snag-home-not-in-country",
    /// Not a word for how precisely it may be told; taken as not at all.
    PrecisionNotKnown = "snag-precision-not-known",
    /// Who was in the file with this name was erased since.
    PersonErased = "snag-person-erased",

    /// `--map` or the form names a column that the file does not have.
    MapColumnUnknown { name: String, known: String } = "snag-map-column-unknown",
    /// `--map` or the form names a field that the kind does not have.
    MapFieldUnknown { name: String, known: String } = "snag-map-field-unknown",
    /// `--map` without `=`.
    MapNotUnderstood { text: String } = "snag-map-not-understood",
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_reason_has_a_key_of_its_own() {
        let different: BTreeSet<_> = Reason::KEYS.iter().collect();
        assert_eq!(different.len(), Reason::KEYS.len());
        assert!(Reason::KEYS.iter().all(|key| key.starts_with("snag-")));
    }

    #[test]
    fn arguments_carry_the_names_of_the_texts() {
        let reason = Reason::TooFewCells { cells: 2, expected: 3 };
        assert_eq!(reason.key(), "snag-too-few-cells");
        assert_eq!(reason.arguments(), [("cells", Argument::Number(2)), ("expected", Argument::Number(3))]);
    }
}
