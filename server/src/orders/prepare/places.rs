//! Where an attempt's files go.

/// The keys of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Places {
    /// The worker's signed URL leads here.
    pub incoming: String,
    /// The scaled model, when it becomes the asset's.
    pub model: String,
    /// For slicers, with color.
    pub threemf: String,
    /// The shape alone.
    pub stl: String,
}

impl Places {
    /// `root` is the file that the model was made as, before any scaling: scaled ones carry it in their key, so that a
    /// newer scaling of the same model is told from another model.
    pub fn new(attempt: &str, root: &str) -> Self {
        Self {
            incoming: format!("incoming/{attempt}/model.glb"),
            model: format!("scaled/{root}/{attempt}.glb"),
            threemf: format!("prints/{attempt}/print.3mf"),
            stl: format!("prints/{attempt}/print.stl"),
        }
    }

    /// With their media types.
    pub fn all(&self) -> [(&str, &'static str); 4] {
        [
            (&self.incoming, "model/gltf-binary"),
            (&self.model, "model/gltf-binary"),
            (&self.threemf, "model/3mf"),
            (&self.stl, "model/stl"),
        ]
    }
}

/// The model that a stored one is a scaling of: itself, unless its key names another.
pub(super) fn root<'a>(file_id: &'a str, key: &'a str) -> &'a str {
    key.strip_prefix("scaled/").and_then(|rest| rest.split('/').next()).unwrap_or(file_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scaled_model_remembers_what_it_was_made_of() {
        let first = Places::new("att_1", root("fil_1", "models/att_0/model.glb"));
        let second = Places::new("att_2", root("fil_2", &first.model));
        assert_eq!(root("fil_3", &second.model), "fil_1");
        let keys = |places: &Places| places.all().map(|(key, _)| key.to_owned());
        assert!(keys(&first).iter().all(|key| !keys(&second).contains(key)));
    }
}
