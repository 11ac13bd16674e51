//! Single values, texts and whereabouts as they are written down. **Frozen**, see [`super::row`].

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::str::FromStr;

use geo::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::inventory::field::Field;
use crate::inventory::moment::Day;
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::inventory::whereabouts::Whereabouts;

/// Something that is written as its text, such as an id, a kind or a moment.
pub(super) struct Text<T>(pub(super) T);

impl<T: Display> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, T: FromStr<Err: Display>> Deserialize<'de> for Text<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextReader(PhantomData))
    }
}

struct TextReader<T>(PhantomData<T>);

impl<T: FromStr<Err: Display>> Visitor<'_> for TextReader<T> {
    type Value = Text<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Text<T>, E> {
        text.parse().map(Text).map_err(|error| E::custom(format!("“{text}”: {error}")))
    }
}

/// What a field holds. A number with a point is a decimal, one without is whole.
#[derive(Serialize)]
#[serde(untagged)]
enum StoredValue<'a> {
    Text(Cow<'a, str>),
    YesNo(bool),
    Whole(i64),
    Decimal(f64),
    Codes(Cow<'a, [String]>),
    Day { day: Day },
}

impl<'a> StoredValue<'a> {
    /// Nothing for a number that is not finite: it could not be read back.
    fn of(value: &'a Value) -> Option<Self> {
        Some(match value {
            Value::Text(text) => Self::Text(text.into()),
            Value::YesNo(yes) => Self::YesNo(*yes),
            Value::Whole(number) => Self::Whole(*number),
            Value::Decimal(number) if number.is_finite() => Self::Decimal(*number),
            Value::Decimal(_) => return None,
            Value::Codes(codes) => Self::Codes(codes.into()),
            Value::Day(day) => Self::Day { day: *day },
        })
    }

    fn restore(self) -> Value {
        match self {
            Self::Text(text) => Value::Text(text.into_owned()),
            Self::YesNo(yes) => Value::YesNo(yes),
            Self::Whole(number) => Value::Whole(number),
            Self::Decimal(number) => Value::Decimal(number),
            Self::Codes(codes) => Value::Codes(codes.into_owned()),
            Self::Day { day } => Value::Day(day),
        }
    }
}

/// Derived, an untagged value would be read twice; there are many.
impl<'de: 'a, 'a> Deserialize<'de> for StoredValue<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueReader)
    }
}

struct ValueReader;

impl<'de> Visitor<'de> for ValueReader {
    type Value = StoredValue<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number, yes or no, a day or a list of codes")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<StoredValue<'de>, E> {
        Ok(StoredValue::Text(text.to_owned().into()))
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<StoredValue<'de>, E> {
        Ok(StoredValue::Text(text.into()))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<StoredValue<'de>, E> {
        Ok(StoredValue::Text(text.into()))
    }

    fn visit_bool<E: de::Error>(self, yes: bool) -> Result<StoredValue<'de>, E> {
        Ok(StoredValue::YesNo(yes))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<StoredValue<'de>, E> {
        Ok(StoredValue::Whole(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<StoredValue<'de>, E> {
        i64::try_from(number).map(StoredValue::Whole).map_err(E::custom)
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<StoredValue<'de>, E> {
        Ok(StoredValue::Decimal(number))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, codes: A) -> Result<StoredValue<'de>, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(codes)).map(|codes: Vec<String>| StoredValue::Codes(codes.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, day: A) -> Result<StoredValue<'de>, A::Error> {
        StoredDay::deserialize(MapAccessDeserializer::new(day)).map(|stored| StoredValue::Day { day: stored.day })
    }
}

/// The filled fields of a record or tie, by name.
pub(super) struct StoredValues<'a>(Vec<(Cow<'a, str>, StoredValue<'a>)>);

impl<'a> StoredValues<'a> {
    /// The error names a number that could not be read back.
    pub(super) fn of(values: &'a Values) -> Result<Self, String> {
        let stored = |(name, value): (&'static str, &'a Value)| {
            let value = StoredValue::of(value).ok_or_else(|| format!("the number in the field “{name}” is not finite"))?;
            Ok((name.into(), value))
        };
        values.iter().map(stored).collect::<Result<_, _>>().map(Self)
    }

    /// A field that is not declared is not dropped in silence: most likely a newer Wijkweb knows it.
    pub(super) fn restore(self, field: impl Fn(&str) -> Option<&'static Field>) -> Result<Values, String> {
        let restored = |(name, value): (Cow<'_, str>, StoredValue<'_>)| {
            let field = field(&name).ok_or_else(|| format!("there is no field “{name}”"))?;
            Ok((field.name, value.restore()))
        };
        self.0.into_iter().map(restored).collect()
    }
}

impl Serialize for StoredValues<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for StoredValues<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ValuesReader)
    }
}

struct ValuesReader;

impl<'de> Visitor<'de> for ValuesReader {
    type Value = StoredValues<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("fields by name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<StoredValues<'de>, A::Error> {
        let mut values = Vec::with_capacity(fields.size_hint().unwrap_or(8).min(64));
        while let Some(field) = fields.next_entry()? {
            values.push(field);
        }
        Ok(StoredValues(values))
    }
}

#[derive(Deserialize)]
struct StoredDay {
    day: Day,
}

type Spot = [f64; 2];

/// Where something is, longitude before latitude; a surface is its outer ring and then its holes.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum StoredPlace {
    Point(Spot),
    Points(Vec<Spot>),
    Line(Vec<Spot>),
    Lines(Vec<Vec<Spot>>),
    Surface(Vec<Vec<Spot>>),
    Surfaces(Vec<Vec<Vec<Spot>>>),
}

impl StoredPlace {
    /// Nothing for a sort of geometry that whereabouts do not have.
    pub(super) fn of(whereabouts: &Whereabouts) -> Option<Self> {
        let spots = |line: &LineString| line.0.iter().map(spot).collect::<Vec<_>>();
        let rings = |surface: &Polygon| {
            let holes = surface.interiors().iter().map(spots);
            std::iter::once(spots(surface.exterior())).chain(holes).collect::<Vec<_>>()
        };
        Some(match whereabouts.geometry() {
            Geometry::Point(point) => Self::Point(spot(&point.0)),
            Geometry::MultiPoint(points) => Self::Points(points.0.iter().map(|point| spot(&point.0)).collect()),
            Geometry::LineString(line) => Self::Line(spots(line)),
            Geometry::MultiLineString(lines) => Self::Lines(lines.0.iter().map(spots).collect()),
            Geometry::Polygon(surface) => Self::Surface(rings(surface)),
            Geometry::MultiPolygon(surfaces) => Self::Surfaces(surfaces.0.iter().map(rings).collect()),
            _ => return None,
        })
    }

    pub(super) fn restore(self) -> Result<Whereabouts, String> {
        let geometry: Geometry = match self {
            Self::Point(spot) => Point(coord(spot)).into(),
            Self::Points(spots) => MultiPoint(spots.into_iter().map(|spot| Point(coord(spot))).collect()).into(),
            Self::Line(spots) => line(spots).into(),
            Self::Lines(lines) => MultiLineString(lines.into_iter().map(line).collect()).into(),
            Self::Surface(rings) => surface(rings).into(),
            Self::Surfaces(surfaces) => MultiPolygon(surfaces.into_iter().map(surface).collect()).into(),
        };
        Whereabouts::new(geometry).map_err(|error| error.to_string())
    }
}

fn spot(coord: &Coord) -> Spot {
    [coord.x, coord.y]
}

fn coord([x, y]: Spot) -> Coord {
    Coord { x, y }
}

fn line(spots: Vec<Spot>) -> LineString {
    LineString(spots.into_iter().map(coord).collect())
}

fn surface(rings: Vec<Vec<Spot>>) -> Polygon {
    let mut rings = rings.into_iter().map(line);
    let outer = rings.next().unwrap_or_else(|| LineString(Vec::new()));
    Polygon::new(outer, rings.collect())
}
