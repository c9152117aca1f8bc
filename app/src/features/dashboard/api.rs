//! Server functions of the dashboard's form: styles and uploads.

use domain::picture::Picture;
use domain::style::Style;
use domain::upload::UploadTicket;
use leptos::prelude::*;

use crate::error::AppError;
use crate::wire::Wire;

/// The styles on offer.
#[server(endpoint = "styles/active", protocol = Wire)]
pub async fn active_styles() -> Result<Vec<Style>, AppError> {
    use crate::context::{port, reply};
    let (styles, reply) = (port::<dyn domain::style::Styles>()?, reply());
    reply.with(styles.active().await)
}

/// Makes room for a picture.
#[server(endpoint = "uploads/begin", protocol = Wire)]
pub async fn begin_upload(media_type: String, bytes: u64) -> Result<UploadTicket, AppError> {
    use crate::context::{reply, signed_in};
    let (user, uploads) = signed_in::<dyn domain::upload::Uploads>()?;
    let reply = reply();
    reply.with(uploads.begin(user, &media_type, bytes).await)
}

/// Checks the picture that arrived and answers with a preview.
#[server(endpoint = "uploads/finish", protocol = Wire)]
pub async fn finish_upload(upload: String) -> Result<Picture, AppError> {
    use crate::context::{read_id, reply, signed_in};
    let (user, uploads) = signed_in::<dyn domain::upload::Uploads>()?;
    let (reply, upload) = (reply(), read_id(&upload)?);
    reply.with(uploads.finish(user, upload).await)
}
