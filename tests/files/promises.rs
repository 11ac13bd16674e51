use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::record::Record;

use crate::support::{House, Visitor};

fn note(visitor: &Visitor<'_>, task: &str, text: &str, due: &str) -> u16 {
    let owner = visitor.get("/wijk/follow-ups").attributes("#owner option", "value").remove(0);
    visitor.post_form("/wijk/follow-ups", &[("task", task), ("text", text), ("owner", &owner), ("due", due)]).status
}

fn tasks(house: &House) -> Vec<Record> {
    house.neighbourhood.snapshot().records().filter(|record| record.kind == Kind::FollowUp).cloned().collect()
}

#[test]
fn somebody_whom_a_neighbour_names_is_a_task_and_no_record_and_goes_when_asked() {
    let house = House::empty();
    let builder = house.builder();
    assert_eq!(note(&builder, "ask", "Vraag Yusuf van nummer negen", "2023-11-20"), 303);
    assert_eq!(house.neighbourhood.snapshot().persons().count(), 0);
    let list = builder.get("/wijk/follow-ups");
    assert!(list.text("#open ~ ul li").contains("Yusuf van nummer negen"), "{}", list.text("main"));
    for visitor in [house.anonymous(), house.neighbour()] {
        assert_eq!(visitor.get("/wijk/follow-ups").status, 403);
        let id = tasks(&house)[0].id;
        assert_eq!(visitor.get(&format!("/wijk/assets/{id}")).status, 404);
        for address in ["/wijk", "/wijk/assets?q=Yusuf", "/wijk/new"] {
            assert!(!visitor.get(address).body().contains("Yusuf van nummer negen"), "{address}");
        }
    }
    let path = list.attribute("#open ~ ul form", "action").unwrap();
    let asked = builder.post_with(&path, &list.form("#open ~ ul form:first-of-type"), &[("act", "done")]);
    assert_eq!((asked.status, asked.header("location")), (303, Some("/wijk/follow-ups?done=erased")));
    assert!(tasks(&house).is_empty());
    assert!(!house.steward().get("/wijk/changes").body().contains("Yusuf van nummer negen"));
    assert!(!builder.get("/wijk/follow-ups").body().contains("Yusuf"));
}

#[test]
fn somebody_is_asked_within_thirty_days_and_what_was_typed_stays() {
    let house = House::empty();
    let builder = house.builder();
    for due in ["", "2023-12-16", "2023-11-14", "morgen"] {
        assert_eq!(note(&builder, "ask", "Vraag Mo", due), 422, "{due}");
    }
    assert!(tasks(&house).is_empty());
    assert_eq!(note(&builder, "ask", "Vraag Mo", "2023-12-15"), 303);
    let wanting = builder.post_form("/wijk/follow-ups", &[("task", "thank"), ("text", ""), ("due", "2024-03-01")]);
    assert_eq!((wanting.status, wanting.attribute("#due", "value").as_deref()), (422, Some("2024-03-01")));
    assert_eq!(wanting.count("#text-error"), 1);
}

#[test]
fn other_promises_are_given_to_another_and_stay_when_they_are_done() {
    let house = House::empty();
    let builder = house.builder();
    let steward = house.steward();
    assert_eq!(note(&builder, "thank", "Bedank het koor", ""), 303);
    let task = tasks(&house).remove(0);
    let path = format!("/wijk/follow-ups/{}", task.id);
    let other = steward.get("/wijk/follow-ups").attributes("#owner option", "value");
    let other = other.iter().find(|owner| task.values.text("owner") != Some(owner)).unwrap();
    assert_eq!(builder.post_form(&path, &[("act", "give"), ("version", "1"), ("owner", other)]).status, 303);
    assert_eq!(tasks(&house)[0].values.text("owner"), Some(other.as_str()));
    assert_eq!(builder.post_form(&path, &[("act", "done"), ("version", "1")]).status, 409, "somebody changed it meanwhile");
    assert_eq!(builder.post_form(&path, &[("act", "done"), ("version", "2")]).status, 303);
    let list = builder.get("/wijk/follow-ups");
    assert!(list.text("#finished ~ ul").contains("koor") && list.count("#open ~ ul") == 0, "{}", list.text("main"));
    assert_eq!(builder.post_form(&path, &[("act", "give"), ("version", "3"), ("owner", "account:nobody")]).status, 400);
}
