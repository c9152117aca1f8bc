use crate::json::NotAnIndex;

/// Why a file cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GlbProblem {
    /// The file does not start like a GLB.
    NotGlb,
    /// A GLB of another version than 2.
    OtherVersion,
    /// The file ends before it should, or its chunks do not add up.
    CutOff,
    /// The description inside is not JSON.
    BrokenJson,
    /// A reference, offset or count inside leads nowhere.
    BrokenReference,
    /// The file requires an extension other than mesh quantization.
    UnknownExtension,
    /// The geometry lies in another file.
    OutsideData,
    /// The geometry is stored sparsely.
    Sparse,
    /// More vertices or triangles than a browser should be asked to hold.
    TooLarge,
    /// A position is not a number, or beyond reason.
    BrokenNumbers,
    /// Nothing in the scene has a surface.
    Empty,
}

impl GlbProblem {
    /// What to tell a person: what is wrong with the file, in one sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NotGlb => "This file is not a GLB model.",
            Self::OtherVersion => {
                "This model uses a version of glTF other than 2.0, which the viewer cannot read."
            }
            Self::CutOff => "This model file is incomplete.",
            Self::BrokenJson => "The description inside this model file is damaged.",
            Self::BrokenReference => "The data inside this model file is damaged.",
            Self::UnknownExtension => "This model uses a compression or extension the viewer cannot read.",
            Self::OutsideData => {
                "This model keeps its geometry in another file, which the viewer cannot load."
            }
            Self::Sparse => "This model stores its geometry in a sparse form the viewer cannot read.",
            Self::TooLarge => "This model is too large to be shown in a browser.",
            Self::BrokenNumbers => "The geometry of this model contains impossible coordinates.",
            Self::Empty => "This model has no surface to show.",
        }
    }
}

impl From<NotAnIndex> for GlbProblem {
    fn from(_: NotAnIndex) -> Self {
        Self::BrokenReference
    }
}
