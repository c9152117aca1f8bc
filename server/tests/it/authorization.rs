//! Who may do what: every row of the matrix, asked by everybody, with every kind of id, of the real binary.

use std::path::Path;
use std::time::Duration;

use domain::cart::CartView;
use domain::ids::{
    AssetId, CartLineId, CheckoutId, ConceptId, Entropy as _, GenerationId, OrderId, OrderItemId,
    PrintConfigId, UploadId,
};
use reqwest::{Method, Response, header};
use sandbox::clerk::SESSION_CATEGORY;
use serde_json::{Value, json};
use server::clock::SystemEntropy;

use crate::authorization_rows::{Needs, OPEN_STAND_INS, PRINT, Row, rows};
use crate::authorization_server::{Caller, FullServer};

/// Everybody whose requests must look like nobody's.
fn nobodies(server: &FullServer, person: &Caller) -> Vec<(&'static str, Caller)> {
    let forged = |name: &'static str, changes: &[(&str, Value)]| {
        let mut claims = server.claims(person);
        for (claim, value) in changes {
            claims[*claim] = value.clone();
        }
        (name, server.caller_with(json!({ "cat": SESSION_CATEGORY }), &claims))
    };
    let template = server.caller_with(json!({ "cat": "cl_B7d4PD222AAA" }), &server.claims(person));
    vec![
        ("anonymous", Caller::anonymous()),
        forged("expired", &[("exp", json!(1_700_000_060)), ("iat", json!(1_700_000_000)), ("nbf", json!(1))]),
        forged("wrong azp", &[("azp", json!("https://evil.example"))]),
        forged("wrong issuer", &[("iss", json!("https://clerk.evil.example"))]),
        forged("deleted person", &[("sub", json!("user_deleted"))]),
        ("another kind of token", template),
    ]
}

/// What only the owner knows: their models are named so, and it stands on their print.
const SECRET: &str = "a fox that nobody knows";

/// A thing of the owner's of every kind that a row can name.
struct Own {
    /// Without a model yet.
    asset: String,
    /// With one, bought as a file.
    model: String,
    upload: String,
    line: String,
    config: String,
    /// The one that its owner deletes.
    spare_config: String,
    order: String,
    item: String,
    session: String,
}

impl Own {
    /// The owner's thing that the row names, and one that nobody has.
    fn of(&self, row: &Row) -> (String, String) {
        let form = format!("{}&{}", row.path.split('?').nth(1).unwrap_or_default(), row.form);
        let name = form.split('&').find_map(|field| field.strip_suffix("={id}")).unwrap_or_default();
        let (own, random) = match (name, row.path) {
            ("upload", _) => (&self.upload, new_id(UploadId::from_parts)),
            ("line", _) => (&self.line, new_id(CartLineId::from_parts)),
            ("config", "/api/prints/delete") => (&self.spare_config, new_id(PrintConfigId::from_parts)),
            ("config", _) => (&self.config, new_id(PrintConfigId::from_parts)),
            ("order", _) | (_, "/orders/{id}") => (&self.order, new_id(OrderId::from_parts)),
            ("item", _) => (&self.item, new_id(OrderItemId::from_parts)),
            ("session_id", _) => (&self.session, format!("cs_test_{}", new_id(CheckoutId::from_parts))),
            (_, path) if path.starts_with("/api/prints/") => (&self.model, new_id(AssetId::from_parts)),
            (_, "/print/{id}" | "/api/cart/add_download") => (&self.model, new_id(AssetId::from_parts)),
            _ => (&self.asset, new_id(AssetId::from_parts)),
        };
        (own.clone(), random)
    }
}

/// The ids a row is asked with: the owner's own, one that nobody has, and no id at all.
fn ids(row: &Row, own: &Own) -> Vec<(&'static str, String)> {
    if !row.path.contains("{id}") && !row.form.contains("{id}") {
        return vec![("none", String::new())];
    }
    let (own, random) = own.of(row);
    vec![("own", own), ("random", random), ("malformed", "ast_'--".to_owned())]
}

fn new_id<T: ToString>(from_parts: fn(u64, u128) -> T) -> String {
    from_parts(1_800_000_000_000, SystemEntropy.random()).to_string()
}

/// A row's text with ids in their places.
fn fill(text: &str, id: &str) -> String {
    text.replace("{id}", id)
        .replace("{new}", &new_id(GenerationId::from_parts))
        .replace("{concept}", &new_id(ConceptId::from_parts))
}

async fn ask(server: &FullServer, row: &Row, caller: &Caller, id: &str) -> Response {
    server.send(row.method.clone(), &fill(row.path, id), fill(row.form, id), caller).await
}

/// What a caller without a valid session is answered.
fn refuses_nobody(row: &Row, id_kind: &str, answer: &Response) -> bool {
    let status = answer.status().as_u16();
    let to = answer.headers().get(header::LOCATION).map(|value| value.to_str().unwrap_or_default());
    let asks_again = status == 302 && to.is_some_and(|to| to.contains("/v1/client/handshake?"));
    match row.needs {
        Needs::Nobody => status < 400 || (id_kind == "malformed" && matches!(status, 404 | 422)),
        Needs::Person => status == 401,
        Needs::Owner => status == 401 || (id_kind == "malformed" && matches!(status, 404 | 422)),
        Needs::OwnerOrPublic => asks_again || matches!(status, 404 | 422),
        Needs::PrivatePage => {
            asks_again || (status == 302 && to.is_some_and(|to| to.starts_with("/sign-in?")))
        }
        Needs::Signature | Needs::Sandbox => matches!(status, 400 | 401 | 403 | 404),
    }
}

/// What somebody signed in is answered who does not own the thing.
fn refuses_other(row: &Row, answer: &Response) -> bool {
    let status = answer.status().as_u16();
    match row.needs {
        Needs::Nobody if row.path.starts_with("/sign-") => status == 302,
        Needs::Nobody if row.form.contains("{id}") => status < 400 || matches!(status, 404 | 422),
        // Asked without the tick that they are sure.
        Needs::Person if row.path.ends_with("/close") => status == 422,
        // An empty cart cannot be paid.
        Needs::Person if row.path.ends_with("/begin") => status < 400 || status == 409,
        // Nor is there an order or a payment of that name.
        Needs::PrivatePage if names_what_was_paid(row) => status < 400 || matches!(status, 404 | 409),
        Needs::PrivatePage if row.path.contains("{id}") => status < 400 || status == 404,
        Needs::Nobody | Needs::Person | Needs::PrivatePage => status < 400,
        Needs::Owner | Needs::OwnerOrPublic => matches!(status, 404 | 422),
        Needs::Signature | Needs::Sandbox => matches!(status, 400 | 401 | 403 | 404),
    }
}

/// True for pages about a payment or an order, of which somebody else has none.
fn names_what_was_paid(row: &Row) -> bool {
    row.path.starts_with("/checkout") || row.path.starts_with("/orders/")
}

/// What the owner is answered: anything but "who are you" and "not there", when the thing is theirs.
fn serves_owner(row: &Row, id_kind: &str, answer: &Response) -> bool {
    let status = answer.status().as_u16();
    match id_kind {
        // The asset is theirs, the concept that the form names is nobody's: that alone may be missing.
        "own" if row.form.contains("{concept}") && status == 404 => true,
        "own" => !matches!(status, 401 | 403 | 404 | 429 | 500..),
        _ => refuses_other(row, answer),
    }
}

/// Whether the answer shows what only the owner knows. A stream that does not end shows nothing either.
async fn tells_secret(answer: Response) -> bool {
    let text = tokio::time::timeout(Duration::from_secs(5), answer.text()).await;
    text.is_ok_and(|text| text.is_ok_and(|text| text.contains(SECRET)))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_answers_everybody_as_it_should() {
    let server = FullServer::start().await;
    let owner = server.person("owner@example.com").await;
    let own = make_own(&server, &owner).await;
    let mut wrong = Vec::new();
    for row in &rows() {
        // People are limited in how often they ask; somebody new is not.
        let other = server.person(&format!("other{}@example.com", new_id(AssetId::from_parts))).await;
        for (id_kind, id) in ids(row, &own) {
            let mut note = |who: &str, fits: bool, what: &dyn std::fmt::Display| {
                if !fits {
                    wrong.push(format!("{} {} {who}, {id_kind} id: {what}", row.method, row.path));
                }
            };
            let mut strangers = nobodies(&server, &owner);
            strangers.push(("other person", other.clone()));
            for (who, caller) in strangers {
                let answer = ask(&server, row, &caller, &id).await;
                let fits = match who {
                    "other person" => refuses_other(row, &answer),
                    _ => refuses_nobody(row, id_kind, &answer),
                };
                note(who, fits, &answer.status());
                note(who, !tells_secret(answer).await, &"the owner's secret");
            }
            let answer = ask(&server, row, &owner, &id).await;
            note("owner", serves_owner(row, id_kind, &answer), &answer.status());
        }
    }
    assert!(wrong.is_empty(), "{} wrong answers:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_posted_cannot_be_done_by_a_link() {
    let server = FullServer::start().await;
    let owner = server.person("owner@example.com").await;
    let own = make_own(&server, &owner).await;
    let mut done = Vec::new();
    for row in rows().iter().filter(|row| row.method == Method::POST && row.path.starts_with("/api/")) {
        let (_, id) = ids(row, &own).remove(0);
        let link = format!("{}?{}", fill(row.path, &id), fill(row.form, &id));
        let status = server.send(Method::GET, &link, String::new(), &owner).await.status();
        if status.as_u16() < 400 {
            done.push(format!("{link}: {status}"));
        }
    }
    assert!(done.is_empty(), "done by a link:\n{}", done.join("\n"));
}

/// One of everything: assets, an upload, an order with a file, kept configurations, a line in the cart.
async fn make_own(server: &FullServer, owner: &Caller) -> Own {
    let asset = server.start_concepts(owner).await.to_string();
    let model = server.add_model(owner).await.to_string();
    server.run(&format!("UPDATE assets SET prompt = '{SECRET}'")).await;
    let ticket = server.post("/api/uploads/begin", "media_type=image/png&bytes=1000", owner).await;
    let ticket: domain::upload::UploadTicket = ticket.json().await.unwrap();

    server.post("/api/cart/add_download", &format!("asset={model}"), owner).await;
    server.post("/api/checkout/begin", "", owner).await;
    let session = server.text("SELECT session_id AS text FROM checkouts WHERE state = 'open'").await;
    server.pay(&session).await;
    server.post("/api/checkout/outcome", &format!("session_id={session}"), owner).await;
    server.until_there_is("orders").await;
    let order = server.text("SELECT id AS text FROM orders").await;
    let item = server.text("SELECT id AS text FROM order_items").await;

    let print = fill(PRINT, &model).replace("remarks=", &format!("remarks={}", SECRET.replace(' ', "+")));
    server.post("/api/prints/keep", &print, owner).await;
    server.post("/api/prints/keep", &print.replace("quantity=1", "quantity=2"), owner).await;
    let config = |order| format!("SELECT id AS text FROM print_configs ORDER BY id {order}");
    let (config, spare_config) = (server.text(&config("ASC")).await, server.text(&config("DESC")).await);
    assert_ne!(config, spare_config);
    server.post("/api/cart/add_credits", "package=credits-25", owner).await;
    let cart: CartView = server.post("/api/cart/show", "", owner).await.json().await.unwrap();
    let (upload, line) = (ticket.upload.to_string(), cart.lines[0].id.to_string());
    Own { asset, model, upload, line, config, spare_config, order, item, session }
}

/// A method, a path, and whether whoever asks is asked for the stand-in's key first.
#[derive(Debug)]
struct Route {
    method: Method,
    path: String,
    is_keyed: bool,
}

impl Route {
    /// Whether asking this path in this way comes here.
    fn is(&self, method: &Method, path: &str) -> bool {
        let parts = |path: &str| -> Vec<String> {
            path.split('?').next().unwrap_or_default().split('/').map(str::to_owned).collect()
        };
        let (own, asked) = (parts(&self.path), parts(path));
        let is_place = |part: &str| part.starts_with(['{', ':']);
        let fits = own.iter().zip(&asked).all(|(own, asked)| own == asked || is_place(own));
        // Posters and the like: everything below a prefix is one row.
        let is_file = self.path.starts_with("/files/") && path.starts_with("/files/");
        self.method == *method && ((own.len() == asked.len() && fits) || is_file)
    }
}

/// Everything that the source says can be asked.
fn routes() -> Vec<Route> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut found = Vec::new();
    for (path, method) in leptos::server_fn::axum::server_fn_paths() {
        // A link to a file, and a page of the payment service: they change nothing that anyone sees.
        let only_leads_on = ["/api/orders/download", "/api/checkout/portal"].contains(&path);
        assert!(method == Method::POST || only_leads_on, "{path} writes by something else than POST");
        found.push(Route { method, path: path.to_owned(), is_keyed: false });
    }
    for source in sources(&root.join("app/src")) {
        for (mark, prefix) in [("#[server(endpoint = ", "/api/"), ("path!(", "")] {
            for rest in source.split(mark).skip(1) {
                let Some(path) = rest.trim_start().strip_prefix('"') else { continue };
                let path = format!("{prefix}{}", path.split('"').next().unwrap_or_default());
                let is_got =
                    mark == "path!(" || rest.split(')').next().unwrap_or_default().contains("GetUrl");
                let method = if is_got { Method::GET } else { Method::POST };
                if path.starts_with('/') {
                    found.push(Route { method, path, is_keyed: false });
                }
            }
        }
    }
    for (folder, prefix) in [
        ("server/src", ""),
        ("sandbox/src/clerk", "/sandbox/clerk"),
        ("sandbox/src/stripe", "/sandbox/stripe"),
    ] {
        for source in sources(&root.join(folder)) {
            found.extend(routed(&source, prefix));
        }
    }
    found
}

/// The routes that a source file sets up. The catch-all of server functions is each of them, above.
fn routed(source: &str, prefix: &str) -> Vec<Route> {
    let mut found = Vec::new();
    for rest in source.split(".route(").skip(1) {
        let mut depth = 1;
        let end = rest.find(|letter: char| {
            depth += i32::from(letter == '(') - i32::from(letter == ')');
            depth == 0
        });
        let (path, handlers) = rest[..end.unwrap()].split_once(',').unwrap();
        let path = match path.trim().strip_prefix('"') {
            Some(text) => text.trim_end_matches('"').to_owned(),
            None => constant(source, path.trim()),
        };
        // What stands before each parenthesis: `get`, `merge`, `browser_write`.
        let words = handlers.split('(').map(|before| {
            before.rsplit(|letter: char| !letter.is_ascii_alphabetic() && letter != '_').next().unwrap()
        });
        for word in words.filter(|_| !path.contains("{*function}")) {
            let method = match word {
                "get" | "read" => Method::GET,
                "post" | "write" | "browser_write" => Method::POST,
                "put" => Method::PUT,
                "delete" | "remove" => Method::DELETE,
                _ => continue,
            };
            let is_keyed = ["read", "write", "browser_write", "remove"].contains(&word);
            found.push(Route { method, path: format!("{prefix}{path}"), is_keyed });
        }
    }
    found
}

/// The text of a constant of this file.
fn constant(source: &str, name: &str) -> String {
    let (_, rest) = source.split_once(&format!("const {name}: &str = \"")).expect(name);
    rest.split('"').next().unwrap_or_default().to_owned()
}

#[test]
fn no_server_function_and_no_route_is_without_a_row() {
    let (rows, routes) = (rows(), routes());
    assert!(routes.len() > 100, "{routes:?}");
    let has_row = |route: &&Route| {
        rows.iter().any(|row| route.is(&row.method, row.path))
            || OPEN_STAND_INS.iter().any(|(method, path)| route.is(method, path))
    };
    let missing: Vec<&Route> = routes.iter().filter(|route| !route.is_keyed && !has_row(route)).collect();
    assert!(missing.is_empty(), "without a row: {missing:?}");
    for path in ["/api/stripe-webhook", "/api/clerk-webhook"] {
        assert!(routes.iter().any(|route| route.is(&Method::POST, path)), "{path} was not found");
    }
}

#[test]
fn routes_are_found_in_the_source() {
    let source = "const PATH: &str = \"/hook\"; x.route(PATH, post(take))
        .route(\"/v1/things/{id}\", read(show).merge(write(change)).merge(remove(delete)))
        .route(\n\"/file\",\nget(|| async { \"ok\" }).put(keep))";
    let found: Vec<String> = routed(source, "/x")
        .into_iter()
        .map(|route| format!("{} {} {}", route.method, route.path, route.is_keyed))
        .collect();
    let thing = ["GET", "POST", "DELETE"].map(|method| format!("{method} /x/v1/things/{{id}} true"));
    let expected = [&["POST /x/hook false".to_owned()][..], &thing].concat();
    assert_eq!(found[..4], expected);
    assert_eq!(found[4..], ["GET /x/file false", "PUT /x/file false"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_payment_stand_in_does_nothing_without_its_key() {
    let server = FullServer::start().await;
    let person = server.person("curious@example.com").await;
    let keyed: Vec<Route> = routes().into_iter().filter(|route| route.is_keyed).collect();
    assert!(keyed.len() > 50, "{keyed:?}");
    let mut wrong = Vec::new();
    for Route { method, path, .. } in keyed {
        let path = path.replace("{id}", "id_1").replace("{session}", "cs_1");
        for caller in [&Caller::anonymous(), &person] {
            let status = server.send(method.clone(), &path, String::new(), caller).await.status();
            if status != 401 {
                wrong.push(format!("{method} {path}: {status}"));
            }
        }
    }
    assert!(wrong.is_empty(), "answered without a key:\n{}", wrong.join("\n"));
}

/// The text of every Rust file below `folder`, without its tests.
fn sources(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("tests") {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|kind| kind == "rs") && !path.ends_with("tests.rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push(text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned());
        }
    }
    found
}
