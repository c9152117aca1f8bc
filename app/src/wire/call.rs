//! A call of a server function.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use http::Method;
use leptos::server_fn::client::Client;
use leptos::server_fn::codec::{Encoding, FromReq, IntoReq, IntoRes, Json};
use leptos::server_fn::error::{FromServerFnError, IntoAppError, ServerFnErrorErr};
use leptos::server_fn::redirect::call_redirect_hook;
use leptos::server_fn::response::ClientRes;
use leptos::server_fn::server::Server;
use leptos::server_fn::{Bytes, ContentType, Protocol};
use serde::de::DeserializeOwned;

use super::read;

/// [`leptos::server_fn::Http`] with `Form` in and JSON out, whose way over the network is compiled once.
#[derive(Debug)]
pub struct Call<Form>(PhantomData<Form>);

impl<Form, Input, Output, Browser, Host, Error> Protocol<Input, Output, Browser, Host, Error> for Call<Form>
where
    Form: Encoding,
    Input: IntoReq<Form, Browser::Request, Error> + FromReq<Form, Host::Request, Error> + Send,
    Output: IntoRes<Json, Host::Response, Error> + DeserializeOwned + Send,
    Browser: Client<Error>,
    Host: Server<Error>,
    Error: FromServerFnError + Send,
{
    const METHOD: Method = Form::METHOD;

    async fn run_server<F, Fut>(request: Host::Request, server_fn: F) -> Result<Host::Response, Error>
    where
        F: Fn(Input) -> Fut + Send,
        Fut: Future<Output = Result<Output, Error>> + Send,
    {
        let input = Input::from_req(request).await?;
        server_fn(input).await?.into_res().await
    }

    async fn run_client(path: &str, input: Input) -> Result<Output, Error> {
        let request = input.into_req(path, Json::CONTENT_TYPE)?;
        let body = exchange::<Browser, Error>(request).await?;
        read(&body).map_err(|error| ServerFnErrorErr::Deserialization(error.to_string()).into_app_error())
    }
}

/// The body of the answer to a request; goes where a redirect leads.
fn exchange<Browser: Client<Error>, Error: FromServerFnError + Send>(
    request: Browser::Request,
) -> Pin<Box<dyn Future<Output = Result<Bytes, Error>> + Send>> {
    Box::pin(async move {
        let response = Browser::send(request).await?;
        let (status, location) = (response.status(), response.location());
        let is_redirect = (300..=399).contains(&status) || response.has_redirect();
        let body = response.try_into_bytes().await?;
        if (400..=599).contains(&status) {
            return Err(Error::de(body));
        }
        if is_redirect {
            call_redirect_hook(&location);
        }
        Ok(body)
    })
}
