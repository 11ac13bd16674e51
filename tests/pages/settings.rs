use crate::support::House;

const TILES: &str = "https://tile.example.org/{z}/{x}/{y}.png";

#[test]
fn only_a_steward_sees_and_changes_the_settings() {
    let house = House::empty();
    assert_eq!(house.anonymous().get("/wijk/settings").status, 403);
    assert_eq!(house.anonymous().post_form("/wijk/settings", &[("name", "Gekaapt")]).status, 403);
}

#[test]
fn outside_images_come_only_after_a_steward_chose_them_and_only_from_that_host() {
    let house = House::empty();
    let policy = || house.anonymous().get("/wijk/map").header("content-security-policy").unwrap().to_owned();
    assert!(!policy().contains("tile.example.org"));
    let form = house.steward().get("/wijk/settings").form("main form");
    let asked = [("name", "Andere naam"), ("tile_url", TILES)];
    assert_eq!(house.steward().post_with("/wijk/settings", &form, &asked).status, 200);
    assert!(policy().contains("https://tile.example.org"));
    assert!(house.anonymous().get("/wijk").text("h1").contains("Andere naam"));
}

#[test]
fn a_wrong_address_is_said_at_its_field_and_what_was_typed_stays() {
    let house = House::empty();
    let steward = house.steward();
    let version = steward.get("/wijk/settings").attribute("input[name=version]", "value").unwrap();
    let asked = [("name", "Wijk"), ("language", "nl"), ("tile_url", "http://plain.example/{z}/{x}/{y}.png"), ("version", version.as_str())];
    let again = steward.post_form("/wijk/settings", &asked);
    assert_eq!(again.status, 422);
    assert_eq!(again.attribute("#tile_url", "value").as_deref(), Some("http://plain.example/{z}/{x}/{y}.png"));
    assert_eq!(again.attribute("#tile_url", "aria-invalid").as_deref(), Some("true"));
}

#[test]
fn settings_that_changed_meanwhile_are_not_written_over() {
    let house = House::empty();
    let steward = house.steward();
    let form = steward.get("/wijk/settings").form("main form");
    let named = |name: &'static str| steward.post_with("/wijk/settings", &form, &[("name", name)]);
    assert_eq!(named("Eerste").status, 200);
    let second = named("Tweede");
    assert_eq!(second.status, 422);
    assert_eq!(second.attribute("#name", "value").as_deref(), Some("Tweede"));
    assert!(house.anonymous().get("/wijk").text("h1").contains("Eerste"));
}

#[test]
fn what_others_have_to_be_told_stays_told_while_they_see_the_neighbourhood() {
    let house = House::empty();
    let steward = house.steward();
    let form = steward.get("/wijk/settings").form("main form");
    for field in ["controller", "controller_kind", "contact_name", "contact_reach", "purposes", "area_text", "page_languages"] {
        let answer = steward.post_with("/wijk/settings", &form, &[(field, "")]);
        assert_eq!(answer.status, 422, "{field}");
        assert_eq!(answer.attributes(".message.error a", "href"), [format!("#{field}")]);
    }
    let nobody = steward.post_with("/wijk/settings", &form, &[("contact_reach", "De secretaris")]);
    assert_eq!((nobody.status, nobody.attribute("#contact_reach", "value").as_deref()), (422, Some("De secretaris")));
    assert_eq!(steward.post_with("/wijk/settings", &form, &[("kvk", "12345678")]).status, 200);
    assert!(house.neighbourhood.is_open(), "the day of opening was lost");
}

#[test]
fn the_steward_sees_when_the_last_backup_was_made_and_that_one_failed() {
    let house = House::empty();
    let address = "/wijk/settings";
    assert!(house.steward().get(address).text("main").contains("Er is nog geen back-up"));
    assert!(house.state.backups.make(&house.state.neighbourhoods));
    assert!(house.steward().get(address).text("main").contains("15 november 2023. Hij is nagelezen"));
    // A file stands where the folder with backups was.
    let folder = &house.state.backups.plan().folder;
    std::fs::remove_dir_all(folder).unwrap();
    std::fs::write(folder, b"").unwrap();
    assert!(!house.state.backups.make(&house.state.neighbourhoods));
    assert!(house.steward().get(address).text("main").contains("niet gelukt"));
}
