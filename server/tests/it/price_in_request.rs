//! Forms that bring prices along: whatever they say, what counts is the server's own.

use domain::cart::CartView;
use domain::catalogue::CreditPackage;
use domain::checkout::CheckoutView;
use domain::money::{Cents, Currency};
use domain::print::Quoted;

use crate::authorization_rows::PRINT;
use crate::authorization_server::{Caller, FullServer};

/// What a form could try to say about money.
const WISHES: &str = "&price=1&total=1&amount=1&each=1&unit_amount=1&currency=usd&credits=100000&discount=99";

/// Somebody with a model.
struct Buyer {
    server: FullServer,
    person: Caller,
    print: String,
}

impl Buyer {
    async fn new() -> Self {
        let server = FullServer::start().await;
        let person = server.person("thrifty@example.com").await;
        let model = server.add_model(&person).await;
        let print = PRINT.replace("{id}", &model.to_string());
        Self { server, person, print }
    }

    async fn post(&self, path: &str, form: &str) -> reqwest::Response {
        self.server.post(path, form, &self.person).await
    }

    async fn cart(&self) -> CartView {
        self.post("/api/cart/show", "").await.json().await.unwrap()
    }

    /// What so many pieces cost, asked without wishes.
    async fn quoted(&self, quantity: u32) -> Cents {
        let form = self.print.replace("quantity=1", &format!("quantity={quantity}"));
        let quoted: Quoted = self.post("/api/prints/quote", &form).await.json().await.unwrap();
        quoted.quote.unwrap().price.total
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_print_costs_what_the_server_says() {
    let buyer = Buyer::new().await;
    let (one, two) = (buyer.quoted(1).await, buyer.quoted(2).await);
    assert!(one > Cents(100) && two > one, "{one:?} {two:?}");
    let print = format!("{}{WISHES}", buyer.print);
    let quoted: Quoted = buyer.post("/api/prints/quote", &print).await.json().await.unwrap();
    let price = quoted.quote.unwrap().price;
    assert_eq!((price.total, price.currency), (one, Currency::Eur));

    buyer.post("/api/prints/keep", &print).await;
    let kept = "SELECT CAST(q.total AS TEXT) AS text FROM quotes q JOIN print_configs c ON c.quote_id = q.id";
    assert_eq!(buyer.server.text(kept).await, one.0.to_string());
    buyer.post("/api/prints/order", &print).await;
    let cart = buyer.cart().await;
    assert_eq!((cart.lines[0].total, cart.currency), (one, Currency::Eur));

    let line = cart.lines[0].id;
    let more = format!("line={line}&quantity=2{WISHES}");
    let cart: CartView = buyer.post("/api/cart/set_quantity", &more).await.json().await.unwrap();
    assert_eq!((cart.lines[0].quantity, cart.lines[0].total), (2, two));
    // Agreeing to another price than the present one is agreeing to nothing.
    buyer.post("/api/cart/accept", &format!("line={line}&seen=1{WISHES}")).await;
    assert_eq!(buyer.cart().await.subtotal, two);
}

#[tokio::test(flavor = "multi_thread")]
async fn credits_cost_what_the_server_says_up_to_the_payment() {
    let buyer = Buyer::new().await;
    let (_, packages): (Currency, Vec<CreditPackage>) =
        buyer.post("/api/cart/packages", "").await.json().await.unwrap();
    let package = packages.iter().find(|package| package.slug == "credits-10").unwrap();
    buyer.post("/api/cart/add_credits", &format!("package=credits-10{WISHES}")).await;
    let cart = buyer.cart().await;
    assert_eq!((cart.lines[0].total, cart.total), (package.price, package.price));
    let view: CheckoutView =
        buyer.post("/api/checkout/begin", WISHES.trim_start_matches('&')).await.json().await.unwrap();
    assert_eq!(view.cart.total, package.price);
    let asked = "SELECT CAST(amount AS TEXT) || currency AS text FROM checkouts";
    assert_eq!(buyer.server.text(asked).await, format!("{}eur", package.price.0));
    buyer.server.pay(&view.session_id).await;
    buyer.post("/api/checkout/outcome", &format!("session_id={}{WISHES}", view.session_id)).await;
    buyer.server.until_there_is("orders").await;
    let balance = "SELECT CAST(balance AS TEXT) AS text FROM credit_accounts";
    let bought = 3 + package.credits.0 + package.bonus.0;
    assert_eq!(buyer.server.text(balance).await, bought.to_string());
}
