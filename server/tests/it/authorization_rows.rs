//! The rows of the authorization matrix: every server function, every route of ours and every page, with who may use
//! it. A path without a row fails the test.

use reqwest::Method;

/// Who gets an answer other than a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Anybody.
    Nobody,
    /// Anybody signed in; it shows and changes their own things only.
    Person,
    /// The owner of the thing named by its id; for everybody else signed in it is not there.
    Owner,
    /// The owner, as long as the thing is private; a visitor without a session may ask too.
    OwnerOrPublic,
    /// A browser with a session; others are sent to sign in.
    PrivatePage,
    /// A signature in the address.
    Signature,
    /// The identity or payment provider's key, or its own cookie: the sandbox, which is never part of a release.
    Sandbox,
}

/// One path and how to ask it.
pub struct Row {
    pub method: Method,
    /// With `{id}` where the thing's id goes.
    pub path: &'static str,
    /// The form to send, with `{id}` and `{new}` (a new generation's id).
    pub form: &'static str,
    pub needs: Needs,
}

fn call(path: &'static str, needs: Needs, form: &'static str) -> Row {
    Row { method: Method::POST, path, form, needs }
}

fn get(path: &'static str, needs: Needs) -> Row {
    Row { method: Method::GET, path, form: "", needs }
}

/// A print that could be made of the thing.
pub const PRINT: &str = "asset={id}&material=pla&color=white&finish=raw&quantity=1&remarks=&width=50&height=50&depth=50\
    &unit=mm&config=&quote=";

/// Every row. Paths that take an id are asked with the owner's, a random and a malformed one.
pub fn rows() -> Vec<Row> {
    use Needs::{Nobody, Owner, OwnerOrPublic, Person, PrivatePage, Sandbox, Signature};
    vec![
        call("/api/session/view", Nobody, ""),
        call("/api/account/show", Person, ""),
        call("/api/account/set_mails", Person, "shipped=true"),
        call("/api/account/set_address", Person, "name=A&line1=B+1&city=C&postal_code=1&country=DE"),
        call("/api/account/forget_address", Person, ""),
        // Without the tick it ends nothing.
        call("/api/account/close", Person, ""),
        call("/api/clerk-webhook", Signature, "{}"),
        call("/api/styles/active", Nobody, ""),
        call("/api/uploads/begin", Person, "media_type=image/png&bytes=1000"),
        call("/api/uploads/finish", Owner, "upload={id}"),
        call("/api/assets/list", Person, ""),
        call("/api/assets/recent", Person, ""),
        call("/api/assets/show", OwnerOrPublic, "asset={id}"),
        call("/api/assets/set_visibility", Owner, "asset={id}&visibility=private"),
        call("/api/generation/start", Person, "generation_id={new}&mode=text&prompt=robot&style=cartoon"),
        call("/api/generation/concepts_again", Owner, "asset={id}&generation_id={new}"),
        call("/api/generation/model_from_concept", Owner, "asset={id}&generation_id={new}&concept={concept}"),
        call("/api/generation/model_again", Owner, "asset={id}&generation_id={new}"),
        call("/api/generation/retry", Owner, "asset={id}&generation_id={new}"),
        call("/api/generation/cancel", Owner, "asset={id}"),
        call("/api/credits/statement", Person, ""),
        call("/api/prints/offer", Owner, "asset={id}"),
        call("/api/prints/quote", Owner, PRINT),
        call("/api/prints/keep", Owner, PRINT),
        call("/api/prints/order", Owner, PRINT),
        call("/api/prints/delete", Owner, "config={id}"),
        call("/api/prints/list", Nobody, "asset={id}"),
        call("/api/cart/show", Person, ""),
        call("/api/cart/packages", Nobody, ""),
        call("/api/cart/add_download", Owner, "asset={id}"),
        call("/api/cart/add_print", Owner, "config={id}"),
        call("/api/cart/add_credits", Person, "package=credits-10"),
        call("/api/cart/set_quantity", Owner, "line={id}&quantity=2"),
        call("/api/cart/remove", Owner, "line={id}"),
        call("/api/cart/restore", Owner, "line={id}"),
        call("/api/cart/accept", Owner, "line={id}&seen=490"),
        call("/api/cart/set_country", Person, "country=DE"),
        call("/api/checkout/begin", Person, ""),
        get("/api/checkout/portal", Person),
        call("/api/stripe-webhook", Signature, "{}"),
        call("/api/checkout/outcome", Owner, "session_id={id}"),
        call("/api/orders/list", Person, ""),
        call("/api/orders/show", Owner, "order={id}"),
        get("/api/orders/download?format=glb&item={id}", Owner),
        call("/api/orders/again", Owner, "order={id}"),
        get("/api/generation-status/{id}", Owner),
        get("/api/generation-events?assets={id}", Owner),
        get("/", Nobody),
        get("/help", Nobody),
        get("/sign-in", Nobody),
        get("/sign-up", Nobody),
        get("/dashboard", PrivatePage),
        get("/workspace", PrivatePage),
        get("/account", PrivatePage),
        get("/account/statement.csv", PrivatePage),
        get("/cart", PrivatePage),
        get("/checkout", PrivatePage),
        get("/checkout/done", PrivatePage),
        get("/orders", PrivatePage),
        get("/orders/{id}", PrivatePage),
        get("/assets/{id}", OwnerOrPublic),
        get("/print/{id}", PrivatePage),
        // After every row that names the asset: it takes it away.
        call("/api/assets/delete", Owner, "asset={id}"),
        get("/healthz", Nobody),
        get("/readyz", Nobody),
        get("/files/nothing?signature=forged", Signature),
        Row { method: Method::PUT, path: "/files/nothing?signature=forged", form: "x", needs: Signature },
        get("/sandbox/clerk/v1/jwks", Sandbox),
        get("/sandbox/clerk/v1/users/user_1", Sandbox),
        Row { method: Method::DELETE, path: "/sandbox/clerk/v1/users/user_1", form: "", needs: Sandbox },
        call("/sandbox/clerk/v1/client/sessions/sess_1/tokens", Sandbox, ""),
        get("/sandbox/stripe/v1/events", Sandbox),
        call("/sandbox/stripe/v1/refunds", Sandbox, "payment_intent=pi_1"),
        call("/sandbox/stripe/v1/payment_pages/cs_1/init", Sandbox, ""),
        call("/sandbox/stripe/control/faults", Sandbox, "requests=0"),
    ]
}

/// What the stand-ins answer anybody, as the services do: forms to sign in by, public keys, scripts, and pages that name
/// what they show by a secret of their own.
pub const OPEN_STAND_INS: [(Method, &str); 10] = [
    (Method::POST, "/sandbox/clerk/sign-in"),
    (Method::POST, "/sandbox/clerk/sign-up"),
    (Method::POST, "/sandbox/clerk/sign-out"),
    (Method::GET, "/sandbox/clerk/v1/client"),
    (Method::GET, "/sandbox/clerk/v1/client/handshake"),
    (Method::GET, "/sandbox/clerk/.well-known/jwks.json"),
    (Method::GET, "/sandbox/stripe/v1/stripe.js"),
    (Method::GET, "/sandbox/stripe/v1/portal.css"),
    (Method::GET, "/sandbox/stripe/portal/{session}"),
    (Method::POST, "/sandbox/stripe/portal/{session}"),
];
