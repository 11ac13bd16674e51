//! From Web Mercator (EPSG:3857), the grid of most maps on the web, to WGS 84.

/// Half the circumference of the sphere of Web Mercator, in metres.
pub const MERCATOR_EDGE: f64 = 20_037_508.342_789_244;

/// Longitude and latitude in degrees of a point of Web Mercator in metres; `None` outside its square.
pub fn from_web_mercator(x: f64, y: f64) -> Option<(f64, f64)> {
    if x.abs() > MERCATOR_EDGE + 1.0 || y.abs() > MERCATOR_EDGE + 1.0 {
        return None;
    }
    let radius = MERCATOR_EDGE / std::f64::consts::PI;
    let latitude = (y / radius).sinh().atan().to_degrees();
    Some(((x / radius).to_degrees().clamp(-180.0, 180.0), latitude))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outside_the_grid_there_is_no_answer() {
        assert_eq!(from_web_mercator(3e7, 0.0), None);
    }

    #[test]
    fn web_mercator_comes_back_exactly() {
        let (longitude, latitude) = from_web_mercator(499_117.28, 6_782_966.72).unwrap();
        assert!((longitude - 4.483_64).abs() < 1e-4 && (latitude - 51.904_1).abs() < 1e-1);
        assert_eq!(from_web_mercator(0.0, 0.0), Some((0.0, 0.0)));
    }
}
