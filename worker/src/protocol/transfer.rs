//! Fetching inputs and storing results: bounded in bytes and time, no redirects.

use std::time::Duration;

use reqwest::{Client, StatusCode, redirect};
use url::Url;

use crate::jobs::JobError;

/// Pictures a job may fetch: 10 MB.
pub(super) const PICTURE_MAX_BYTES: usize = 10 << 20;
/// Models a job may fetch: 100 MB.
pub(super) const MODEL_MAX_BYTES: usize = 100 << 20;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const TRANSFER_TIMEOUT: Duration = Duration::from_secs(60);
const UPLOAD_TRIES: u32 = 3;
const UPLOAD_PAUSE: Duration = Duration::from_millis(300);

/// The client all jobs share.
pub(super) fn client() -> Result<Client, reqwest::Error> {
    Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(TRANSFER_TIMEOUT)
        .redirect(redirect::Policy::none())
        .no_proxy()
        .build()
}

/// Reads `address` whole, up to `max_bytes`.
pub(super) async fn fetch(client: &Client, address: &str, max_bytes: usize) -> Result<Vec<u8>, JobError> {
    let url = http_url(address)?;
    let place = url.host_str().unwrap_or_default().to_owned();
    let failed = |cause: reqwest::Error| {
        JobError::Transfer(format!("could not fetch the input from {place}: {}", cause.without_url()))
    };
    let mut response = client.get(url).send().await.map_err(failed)?;
    if response.status() != StatusCode::OK {
        return Err(JobError::Transfer(format!("the input at {place} answered {}", response.status())));
    }
    let too_big = || JobError::BadRequest(format!("the input is larger than {} MB", max_bytes >> 20));
    if response.content_length().is_some_and(|length| length > max_bytes as u64) {
        return Err(too_big());
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        if bytes.len() + chunk.len() > max_bytes {
            return Err(too_big());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Writes `bytes` to a signed address, trying again when the storage stumbles.
pub(super) async fn store(
    client: &Client,
    address: &str,
    content_type: &str,
    bytes: &[u8],
) -> Result<(), JobError> {
    let url = http_url(address)?;
    let mut last = String::new();
    for attempt in 0..UPLOAD_TRIES {
        tokio::time::sleep(UPLOAD_PAUSE * attempt).await;
        let request = client.put(url.clone()).header("content-type", content_type).body(bytes.to_vec());
        match request.send().await {
            Ok(response) if response.status().is_success() => return Ok(()),
            // The storage has an opinion: asking again does not change it.
            Ok(response) if response.status().is_client_error() => {
                return Err(JobError::Transfer(format!(
                    "the storage refused the result: {}",
                    response.status()
                )));
            }
            Ok(response) => last = response.status().to_string(),
            Err(cause) => last = cause.without_url().to_string(),
        }
    }
    Err(JobError::Transfer(format!("could not store the result: {last}")))
}

/// Posts JSON to a job webhook; true when it was taken.
pub(super) async fn post(client: &Client, address: &str, body: &impl serde::Serialize) -> bool {
    let Ok(url) = http_url(address) else { return false };
    let Ok(json) = serde_json::to_vec(body) else { return false };
    let request = client.post(url).header("content-type", "application/json").body(json);
    request.send().await.is_ok_and(|response| response.status().is_success())
}

fn http_url(address: &str) -> Result<Url, JobError> {
    let url =
        Url::parse(address).map_err(|_| JobError::BadRequest("an address in the input is no URL".into()))?;
    match url.scheme() {
        "http" | "https" if url.host_str().is_some() => Ok(url),
        other => Err(JobError::BadRequest(format!("addresses must be http or https, not {other}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_fetched() {
        assert!(http_url("https://example.org/a.png?sig=1").is_ok());
        for address in ["file:///etc/passwd", "/etc/passwd", "ftp://example.org/a", "data:text/plain,a", ""] {
            assert!(http_url(address).is_err(), "{address}");
        }
    }
}
