use std::fs;
use std::io::Cursor;
use std::path::Path;

use axum::body::Body;
use axum::http::Request;
use axum::http::header::{CONTENT_TYPE, IF_NONE_MATCH};
use image::{ImageFormat, Rgb, RgbImage};
use wijkweb::inventory::change::{Change, Removal};
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::record::Record;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;
use wijkweb::store::Problem;

use crate::support::{Answer, House, Visitor, record};

const BOUNDARY: &str = "grens-van-het-formulier";
const CANARY: &[u8] = b"kanarie 52.0907";

/// A JPEG of one colour with something in it that betrays where it was taken.
pub(super) fn jpeg(colour: u8) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_pixel(600, 400, Rgb([colour, 90, 90])).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    let plain = bytes.into_inner();
    let remark = [&[0xff, 0xfe, 0, u8::try_from(CANARY.len() + 2).unwrap()], CANARY].concat();
    [&plain[..2], &remark, &plain[2..]].concat()
}

/// Sends a form with words and files, as a browser does.
pub(super) fn send(visitor: &Visitor<'_>, address: &str, words: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
    let mut body = Vec::new();
    for (name, text) in words {
        body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n").bytes());
    }
    for (file, bytes) in files {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"{file}\"\r\nContent-Type: image/jpeg\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").bytes());
    let request = Request::post(address).header(CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"));
    visitor.send(request, Body::from(body))
}

pub(super) fn garden(house: &House) -> Id {
    house.add(record(house, Kind::Place, &[("name", Value::Text("Tuin".to_owned()))], None))
}

pub(super) fn photos_of(asset: Id) -> String {
    format!("/wijk/assets/{asset}/photos")
}

/// Adds a photo and tells its id.
pub(super) fn add(house: &House, asset: Id, colour: u8, words: &[(&str, &str)]) -> Id {
    let before = photos(house);
    let answer = send(&house.steward(), &photos_of(asset), words, &[("IMG_1.JPG", &jpeg(colour))]);
    assert_eq!(answer.status, 303, "{}", answer.body());
    photos(house).into_iter().find(|record| before.iter().all(|old| old.id != record.id)).unwrap().id
}

pub(super) fn photos(house: &House) -> Vec<Record> {
    house.neighbourhood.snapshot().records().filter(|record| record.kind == Kind::Photo).map(Record::clone).collect()
}

/// Everything in the data folder, as one heap of bytes for each file.
fn files_in(folder: &Path) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_in(&path) } else { vec![fs::read(path).unwrap()] }).collect()
}

fn kept_pictures(house: &House) -> usize {
    house.state.neighbourhoods.pictures(&House::slug()).unwrap().names().unwrap().len()
}

#[test]
fn a_photo_stands_on_the_page_with_its_words_and_in_three_sizes() {
    let house = House::empty();
    let garden = garden(&house);
    let said = [
        ("caption", "De tuin in mei"),
        ("alternative", "Een tuin met een rode schuur"),
        ("maker", "Kees"),
        ("licence", "cc_by"),
        ("taken_on", "2023-05-01"),
    ];
    add(&house, garden, 10, &said);
    let page = house.anonymous().get(&format!("/wijk/assets/{garden}"));
    assert_eq!(page.attribute(".photo img", "alt").unwrap(), "Een tuin met een rode schuur");
    assert_eq!(page.text(".photo figcaption"), "De tuin in mei 1 mei 2023 · Foto: Kees · Gebruiken mag, met naam van de maker (CC BY)");
    // The photo is 600 wide, so the two larger sizes are the same and one of them is offered.
    let offered = page.attribute(".photo img", "srcset").unwrap();
    assert!(offered.contains("small.jpg 320w") && offered.contains("phone.jpg 600w") && !offered.contains("print.jpg"), "{offered}");
    assert_eq!(
        (page.attribute(".photo img", "width").unwrap(), page.attribute(".photo img", "height").unwrap()),
        ("600".into(), "400".into())
    );
    assert!(!page.text(".connections").contains("foto"), "photos are no connections");
    for address in [page.attribute(".photo a", "href").unwrap(), page.attribute(".photo img", "src").unwrap()] {
        let picture = house.anonymous().get(&address);
        assert_eq!((picture.status, picture.header("content-type")), (200, Some("image/jpeg")));
        assert_eq!(picture.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(picture.header("cache-control"), Some("private, max-age=86400, immutable"));
        assert!(image::load_from_memory(&picture.bytes).is_ok());
        let known = Request::get(&address).header(IF_NONE_MATCH, picture.header("etag").unwrap());
        assert_eq!(house.anonymous().send(known, Body::empty()).status, 304);
    }
}

#[test]
fn where_a_photo_was_taken_is_nowhere_on_the_disk() {
    let house = House::empty();
    add(&house, garden(&house), 10, &[]);
    let files = files_in(house.state.neighbourhoods.folder());
    assert!(files.iter().any(|file| file.starts_with(&[0xff, 0xd8])), "the picture is there");
    assert!(!files.iter().any(|file| file.windows(CANARY.len()).any(|window| window == CANARY)));
}

#[test]
fn a_photo_without_words_is_called_after_what_it_shows() {
    let house = House::empty();
    let garden = garden(&house);
    add(&house, garden, 10, &[]);
    let page = house.anonymous().get(&format!("/wijk/assets/{garden}"));
    assert_eq!(
        (page.text(".photo figcaption"), page.attribute(".photo img", "alt").unwrap()),
        ("Foto van Tuin".into(), "Foto van Tuin".into())
    );
}

#[test]
fn a_photo_is_seen_only_where_its_record_and_what_it_shows_are() {
    let house = House::empty();
    let garden = garden(&house);
    let photo = add(&house, garden, 10, &[]);
    let (page, picture) = (format!("/wijk/assets/{garden}"), format!("/wijk/photos/{photo}/phone.jpg"));
    assert_eq!(house.anonymous().get(&picture).status, 200);
    let own = house.anonymous().get(&format!("/wijk/assets/{photo}"));
    assert_eq!((own.status, own.header("location")), (303, Some(page.as_str())), "a photo has no page but that of what it shows");
    let absent = house.anonymous().get(&format!("/wijk/photos/{}/phone.jpg", house.surroundings().mint()));
    let with = |id: Id, visibility: Visibility| {
        let before = Record::clone(house.neighbourhood.snapshot().record(id).unwrap());
        house.add(Record { version: before.version + 1, visibility, ..before });
    };
    // The photo is hidden, then what it shows.
    with(photo, Visibility::Stewards);
    let hidden = house.anonymous().get(&picture);
    assert_eq!((hidden.status, hidden.text("main")), (404, absent.text("main")));
    assert_eq!(house.anonymous().get(&page).count(".photo"), 0);
    assert_eq!(house.steward().get(&picture).status, 200);
    assert_eq!(house.steward().get(&picture).header("cache-control"), Some("no-store"));
    with(photo, Visibility::Everyone);
    with(garden, Visibility::Stewards);
    assert_eq!(house.anonymous().get(&picture).status, 404);
    with(garden, Visibility::Everyone);
    assert_eq!(house.anonymous().get(&picture).status, 200);
    // And when nothing ties them any more.
    let tie = house.neighbourhood.snapshot().ties_of(photo)[0].id;
    house.write(vec![Change::Remove(Removal { id: tie, version: 1 })]).unwrap();
    assert_eq!((house.anonymous().get(&picture).status, house.steward().get(&picture).status), (404, 404));
}

#[test]
fn photos_are_in_no_list_of_their_own() {
    let house = House::empty();
    add(&house, garden(&house), 10, &[("caption", "Zonnebloem")]);
    assert_eq!(house.anonymous().get("/wijk/assets").count(".assets > li"), 1);
    assert_eq!(house.anonymous().get("/wijk/assets?kind=photo").status, 400);
    assert_eq!(house.anonymous().get("/wijk/export/csv?kind=photo").status, 400);
    assert_eq!(house.anonymous().get("/wijk/ogc/collections/photos").status, 404);
    assert_eq!(house.anonymous().get("/wijk/assets?q=zonnebloem").count(".assets > li"), 0);
}

#[test]
fn what_is_no_photo_is_named_the_others_are_kept_and_no_word_is_lost() {
    let house = House::empty();
    let garden = garden(&house);
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic and more".as_slice();
    let svg = b"<svg xmlns='x'><script>alert(1)</script></svg>".as_slice();
    let good = jpeg(10);
    let files =
        [("IMG_2.HEIC", heic), ("plaatje.png", svg), ("goed.jpg", &good[..]), ("half.jpg", &good[..good.len() / 2]), ("leeg.jpg", b"")];
    let answer = send(&house.steward(), &photos_of(garden), &[("maker", "Kees & co"), ("caption", "Feest")], &files);
    assert_eq!(answer.status, 422);
    let told = answer.texts(".message.error li");
    let expected = [("IMG_2.HEIC", "HEIC"), ("plaatje.png", "SVG"), ("half.jpg", "beschadigd"), ("leeg.jpg", "leeg")];
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for (text, (file, why)) in told.iter().zip(expected) {
        assert!(text.starts_with(file) && text.contains(why), "{text}");
    }
    assert_eq!(answer.attribute("#maker", "value").as_deref(), Some("Kees & co"));
    assert_eq!(answer.attribute("#caption", "value").as_deref(), Some("Feest"));
    assert_eq!(photos(&house).len(), 1, "the good one is kept");
    assert_eq!(answer.count(".photo-list li"), 1, "and shown");
}

#[test]
fn a_photo_waits_while_its_words_are_put_right() {
    let house = House::empty();
    let (garden, steward) = (garden(&house), house.steward());
    let again = send(&steward, &photos_of(garden), &[("taken_on", "gisteren")], &[("a.jpg", &jpeg(10))]);
    assert_eq!(again.status, 422);
    assert_eq!((again.attribute("#taken_on", "aria-invalid").as_deref(), photos(&house).len()), (Some("true"), 0));
    let waiting = again.attribute("input[name=waiting]", "value").unwrap();
    let kept = send(&steward, &photos_of(garden), &[("waiting", &waiting), ("taken_on", "2023-05-01")], &[]);
    assert_eq!((kept.status, photos(&house).len()), (303, 1));
    // What was never kept does not come in this way.
    let made_up = format!("10x10,{0},{0},{0}", "ab".repeat(32));
    let refused = send(&steward, &photos_of(garden), &[("waiting", &made_up)], &[]);
    assert_eq!((refused.status, photos(&house).len()), (422, 1));
}

#[test]
fn a_file_that_is_too_large_is_refused_in_words_and_not_before_it_was_heard() {
    let house = House::empty();
    let heavy = vec![0xff; house.state.settings.largest_upload + 1];
    let answer =
        send(&house.steward(), &photos_of(garden(&house)), &[("maker", "Kees")], &[("groot.jpg", &heavy), ("goed.jpg", &jpeg(10))]);
    assert_eq!(answer.status, 422);
    assert!(
        answer.text(".message.error li").contains("groot.jpg: dit bestand is te groot: het mag hoogstens 64 MB"),
        "{}",
        answer.text("main")
    );
    assert_eq!((answer.attribute("#maker", "value").as_deref(), photos(&house).len()), (Some("Kees"), 1));
}

#[test]
fn a_form_without_a_photo_says_so_and_a_second_click_adds_nothing() {
    let house = House::empty();
    let (garden, steward) = (garden(&house), house.steward());
    let empty = send(&steward, &photos_of(garden), &[("maker", "Kees")], &[("", b"")]);
    assert_eq!((empty.status, empty.text("#photo-error")), (422, "Kies eerst een foto.".to_owned()));
    for _ in 0..2 {
        assert_eq!(send(&steward, &photos_of(garden), &[], &[("a.jpg", &jpeg(10))]).status, 303);
    }
    assert_eq!(photos(&house).len(), 1);
}

#[test]
fn a_steward_changes_what_is_said_and_does_not_write_over_what_changed_meanwhile() {
    let house = House::empty();
    let steward = house.steward();
    let photo = add(&house, garden(&house), 10, &[("maker", "Kees")]);
    let address = format!("/wijk/photos/{photo}");
    let form = steward.get(&address);
    assert_eq!(form.attribute("#maker", "value").as_deref(), Some("Kees"));
    let change = |name: &str| steward.post_form(&address, &[("act", "keep"), ("version", "1"), ("name", name), ("visibility", "everyone")]);
    assert_eq!(change("Eerste").status, 303);
    let second = change("Tweede");
    assert_eq!((second.status, second.attribute("#name", "value").as_deref()), (409, Some("Tweede")));
    let kept = photos(&house).remove(0);
    assert_eq!((kept.name(), kept.values.text("maker")), ("Eerste", None));
    assert_eq!(kept.values.codes("sizes").len(), 3, "the picture stays what it was");
    assert_eq!(steward.post_form(&address, &[("act", "keep"), ("version", "2"), ("name", ""), ("visibility", "everyone")]).status, 422);
}

#[test]
fn the_photo_that_was_put_first_stands_first() {
    let house = House::empty();
    let (garden, steward) = (garden(&house), house.steward());
    let [one, two] = [(10, "Een"), (200, "Twee")].map(|(colour, name)| add(&house, garden, colour, &[("caption", name)]));
    let shown = || house.anonymous().get(&format!("/wijk/assets/{garden}")).texts(".photo figcaption");
    assert_eq!(shown(), ["Een", "Twee"]);
    assert_eq!(steward.post_form(&format!("/wijk/photos/{two}"), &[("act", "first")]).status, 303);
    assert_eq!(shown(), ["Twee", "Een"]);
    assert_eq!(steward.post_form(&format!("/wijk/photos/{one}"), &[("act", "first")]).status, 303);
    assert_eq!(shown(), ["Een", "Twee"]);
    let firsts = house.neighbourhood.snapshot().ties_of(garden).iter().filter(|tie| tie.values.get("first").is_some()).count();
    assert_eq!(firsts, 1);
}

#[test]
fn a_photo_that_was_taken_away_can_come_back_until_it_is_erased() {
    let house = House::empty();
    let (garden, steward) = (garden(&house), house.steward());
    let photo = add(&house, garden, 10, &[]);
    let address = format!("/wijk/photos/{photo}");
    let away = steward.post_form(&address, &[("act", "away"), ("version", "1")]);
    assert_eq!((away.status, photos(&house).len()), (303, 0));
    assert!(kept_pictures(&house) > 0);
    let told = steward.get(away.header("location").unwrap());
    assert!(told.text(".message.ok").contains("weggehaald") && told.attributes("form", "action").contains(&address));
    // What is undone has its picture again.
    let undo = told.attribute(".message.ok form", "action").unwrap();
    assert!(steward.post_form(&undo, &[]).status < 400);
    assert_eq!(house.anonymous().get(&format!("{address}/phone.jpg")).status, 200);
    let version = photos(&house).remove(0).version.to_string();
    assert_eq!(steward.post_form(&address, &[("act", "away"), ("version", &version)]).status, 303);
    // Erasing asks for a yes, and works for what was taken away.
    let of = garden.to_string();
    assert_eq!(steward.post_form(&address, &[("act", "erase"), ("of", &of)]).status, 400);
    assert!(kept_pictures(&house) > 0);
    let erased = steward.post_form(&address, &[("act", "erase"), ("sure", "yes"), ("of", &of)]);
    assert_eq!((erased.status, kept_pictures(&house)), (303, 0));
    assert!(steward.get(erased.header("location").unwrap()).text(".message.ok").contains("voorgoed gewist"));
}

#[test]
fn erasing_a_picture_takes_it_from_everything_it_stands_with() {
    let house = House::empty();
    let (garden, steward) = (garden(&house), house.steward());
    let shed = house.add(record(&house, Kind::Place, &[("name", Value::Text("Schuur".to_owned()))], None));
    let photo = add(&house, garden, 10, &[]);
    add(&house, shed, 10, &[]);
    let other = add(&house, shed, 200, &[]);
    let erased = steward.post_form(&format!("/wijk/photos/{photo}"), &[("act", "erase"), ("sure", "yes")]);
    assert_eq!(erased.status, 303);
    assert_eq!(photos(&house).into_iter().map(|photo| photo.id).collect::<Vec<_>>(), [other]);
    assert_eq!(house.anonymous().get(&format!("/wijk/photos/{other}/small.jpg")).status, 200);
    assert_eq!(house.anonymous().get(&format!("/wijk/assets/{garden}")).count(".photo"), 0);
}

#[test]
fn only_a_steward_adds_changes_and_erases() {
    let house = House::empty();
    let garden = garden(&house);
    let photo = add(&house, garden, 10, &[]);
    let anonymous = house.anonymous();
    assert_eq!(send(&anonymous, &photos_of(garden), &[], &[("a.jpg", &jpeg(99))]).status, 403);
    for address in [photos_of(garden), format!("/wijk/photos/{photo}"), format!("/wijk/photos/{}", house.surroundings().mint())] {
        assert_eq!(anonymous.get(&address).status, 403, "{address}");
    }
    for act in ["keep", "first", "away", "erase"] {
        let answer = anonymous.post_form(&format!("/wijk/photos/{photo}"), &[("act", act), ("sure", "yes"), ("version", "1")]);
        assert_eq!(answer.status, 403, "{act}");
    }
    assert_eq!((photos(&house).len(), kept_pictures(&house)), (1, 2));
}

#[test]
fn a_check_names_pictures_that_are_damaged_gone_or_left_behind() {
    let house = House::empty();
    let garden = garden(&house);
    add(&house, garden, 10, &[]);
    let check = || {
        let report = house.state.neighbourhoods.check().unwrap();
        let of_pictures =
            |problem: &&Problem| matches!(problem, Problem::Pictures(_) | Problem::PictureMissing { .. } | Problem::PicturesUnused { .. });
        let problems: Vec<_> = report.neighbourhoods[0].problems.iter().filter(of_pictures).map(ToString::to_string).collect();
        (report.is_well(), problems)
    };
    let pictures = house.state.neighbourhoods.pictures(&House::slug()).unwrap();
    assert_eq!(check(), (true, vec![]));
    // Taken away is not left behind: it can come back.
    let photo = photos(&house).remove(0);
    house.write(vec![Change::Remove(Removal { id: photo.id, version: photo.version })]).unwrap();
    assert_eq!(check(), (true, vec![]));
    let left = pictures.keep(b"of a form that was not finished").unwrap();
    let (is_well, problems) = check();
    assert!(is_well && problems.len() == 1 && problems[0].contains("1 photo files (31 bytes)"), "{problems:?}");
    pictures.erase(&left).unwrap();
    // Another photo, of which one file is changed and one goes.
    let shown = add(&house, garden, 200, &[]);
    let shown = photos(&house).into_iter().find(|photo| photo.id == shown).unwrap();
    let [small, .., print] = shown.values.codes("sizes") else { panic!("a photo has sizes") };
    let folder = house.state.neighbourhoods.folder().join("pictures/wijk");
    fs::write(folder.join(small), b"something else").unwrap();
    fs::remove_file(folder.join(print)).unwrap();
    let (is_well, problems) = check();
    assert!(!is_well && problems.len() == 2, "{problems:?}");
    assert!(problems[0].contains("is damaged") && problems[1].contains(print), "{problems:?}");
}

#[test]
fn a_photo_comes_along_when_something_is_added() {
    let house = House::empty();
    let steward = house.steward();
    let form = steward.get("/wijk/assets/new?kind=place");
    assert_eq!(form.count("#photo[type=file][multiple]") + form.count("#camera[type=file][capture]"), 2);
    let id = form.attribute("input[name=id]", "value").unwrap();
    let said = |name: &'static str| {
        [("kind", "place"), ("name", name), ("alternative", "Een schuur"), ("visibility", "everyone"), ("origin", "desk")]
    };
    let with_id = |name: &'static str| [&said(name)[..], &[("id", id.as_str())]].concat();
    // Without its name it is not kept; the photo waits.
    let again = send(&steward, "/wijk/assets", &with_id(""), &[("a.jpg", &jpeg(10))]);
    assert_eq!((again.status, again.attribute("#alternative", "value").as_deref(), photos(&house).len()), (422, Some("Een schuur"), 0));
    let waiting = again.attribute("input[name=waiting]", "value").unwrap();
    // A photo that cannot be read is named, and the good one still waits.
    let more = [&with_id("Schuur")[..], &[("waiting", waiting.as_str())]].concat();
    let again = send(&steward, "/wijk/assets", &more, &[("b.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")]);
    assert_eq!((again.status, again.attribute("input[name=waiting]", "value").as_deref()), (422, Some(waiting.as_str())));
    assert!(again.text(".message.error li").starts_with("b.heic"));
    for _ in 0..2 {
        let kept = send(&steward, "/wijk/assets", &more, &[]);
        assert_eq!(kept.status, 303, "{}", kept.text("main"));
    }
    let page = house.anonymous().get(&format!("/wijk/assets/{id}"));
    assert_eq!((page.text("h1"), page.attributes(".photo img", "alt")), ("Schuur".to_owned(), vec!["Een schuur".to_owned()]));
    assert_eq!(page.text(".photo figcaption"), "Foto van Schuur");
}
