//! The picture of a model.

use domain::ids::AssetId;
use futures::FutureExt as _;
use image::RgbaImage;
use mesh::render::{View, render};
use sea_orm::{ColumnTrait as _, EntityTrait as _, FromQueryResult, QueryFilter as _};

use super::encode::{Encoded, encode};
use super::store::{MediaError, Stored, bring_to_life, discard};
use super::thumbnails::in_background;
use super::{MediaJobs, condemn_with_variants};
use crate::db::{DataError, Signal, Sql as _, Tx, args};
use crate::entities::{asset, file};
use crate::generation::places::MODEL_MAX_BYTES;
use crate::jobs::{self, Claimed, JobKind, Outcome};
use crate::mint::Mint;

/// Width and height of a poster, in pixels.
pub(super) const POSTER_PX: u32 = 1024;

#[derive(FromQueryResult)]
struct Shown {
    id: String,
    poster_file_id: Option<String>,
}

impl MediaJobs {
    /// Draws the model that the job names and makes it the poster of its asset.
    pub async fn make_poster(&self, job: &Claimed) -> Outcome {
        match self.poster(job).await {
            Ok(outcome) => outcome,
            Err(cause) => Outcome::Failed(cause.to_string()),
        }
    }

    async fn poster(&self, job: &Claimed) -> Result<Outcome, MediaError> {
        let reader = self.db.reader();
        let model =
            file::Entity::find_by_id(job.subject.as_str()).one(reader).await.map_err(DataError::from)?;
        let of_model = asset::Column::ModelFileId.eq(job.subject.as_str());
        let asset = asset::Entity::find().filter(of_model).one(reader).await.map_err(DataError::from)?;
        let (Some(model), Some(asset)) = (model, asset) else {
            // The model was replaced meanwhile; the new one has a job of its own.
            return Ok(Outcome::Done);
        };
        let bytes = self.storage.get(&model.key, MODEL_MAX_BYTES).await?;
        let poster_px = self.poster_px;
        let picture = in_background(move || draw(&bytes, poster_px)).await?;
        let stored = self.put(&asset.user_id, format!("posters/{}.webp", model.id), picture).await?;
        let (mint, job) = (self.mint.clone(), job.clone());
        self.db
            .write(move |tx| {
                let (mint, job, stored) = (mint.clone(), job.clone(), stored.clone());
                async move {
                    hang_up(tx, &mint, &job.subject, &stored).await?;
                    jobs::finish(tx, &mint, &job).await?.map_err(|_lost| DataError::Outlived)
                }
                .boxed()
            })
            .await?;
        Ok(Outcome::Ended)
    }
}

fn draw(bytes: &[u8], poster_px: u32) -> Result<Encoded, String> {
    let model = mesh::glb::read(bytes).map_err(|error| error.to_string())?;
    let view = View { width: poster_px, height: poster_px, ..View::default() };
    let picture = render(&model, &view);
    let pixels = RgbaImage::from_raw(picture.width, picture.height, picture.pixels);
    encode(&pixels.ok_or("a picture of another size")?)
}

/// Makes the picture the poster of the asset that has this model, if one still has.
async fn hang_up(tx: &Tx, mint: &Mint, model_file_id: &str, stored: &Stored) -> Result<(), DataError> {
    let id = bring_to_life(tx, stored).await?;
    let sql = format!("SELECT id, poster_file_id FROM assets WHERE model_file_id = $1{}", tx.for_update());
    let Some(shown) = tx.row::<Shown>(&sql, args![model_file_id]).await? else {
        return discard(tx, mint, stored).await;
    };
    let sql = "UPDATE assets SET poster_file_id = $1 WHERE id = $2";
    tx.change(sql, args![id.as_str(), shown.id.as_str()]).await?;
    // A model that was only brought to another size kept the picture it had until now.
    if let Some(before) = shown.poster_file_id.filter(|before| *before != id) {
        condemn_with_variants(tx, mint, &before).await?;
    }
    let asset: AssetId = shown.id.parse().map_err(|_| DataError::corrupt("asset id"))?;
    tx.tell(Signal::AssetChanged(asset));
    jobs::enqueue(tx, mint, JobKind::MakeThumbnails, &id).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_poster_shows_something() {
        let glb = mesh::glb::to_bytes(&mesh::shapes::cube(1.0)).unwrap();
        let poster = draw(&glb, POSTER_PX).unwrap();
        assert_eq!((poster.width, poster.height), (POSTER_PX, POSTER_PX));
        let pixels = image::load_from_memory(&poster.bytes).unwrap().to_luma8();
        let (darkest, brightest) = (pixels.iter().min().unwrap(), pixels.iter().max().unwrap());
        assert!(brightest - darkest > 40, "{darkest}..{brightest}");
        assert!(draw(b"rubbish", POSTER_PX).is_err());
    }
}
