//! Views of one type, without the code that nobody runs.

use std::any::{Any, TypeId};
use std::future::{Future, ready};

use leptos::children::{ChildrenOptContainer, ToChildren};
use leptos::prelude::{AnyView, IntoAny};
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::renderer::types::{Element, Node, Placeholder};
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};

/// [`IntoAny::into_any`] for a fraction of its bytes.
pub(crate) trait Erase {
    /// The view without its type.
    fn erased(self) -> AnyView;
}

impl<V: RenderHtml + Send> Erase for V {
    fn erased(self) -> AnyView {
        if cfg!(target_family = "wasm") {
            Hidden { exists: V::Owned::EXISTS, view: Box::new(self.into_owned()) }.any()
        } else {
            self.into_any()
        }
    }
}

/// The items of a list, erased, so that all lists are of one type.
pub(crate) trait CollectErased {
    /// All items as one view.
    fn collect_erased(self) -> AnyView;
}

impl<V: RenderHtml + Send, Items: IntoIterator<Item = V>> CollectErased for Items {
    fn collect_erased(self) -> AnyView {
        self.into_iter().map(Erase::erased).collect::<Vec<AnyView>>().erased()
    }
}

/// Children of a component, or another view it is to make, erased like everything else.
pub struct Content(Box<dyn FnOnce() -> AnyView + Send>);

impl Content {
    /// Makes the view.
    pub(crate) fn view(self) -> AnyView {
        (self.0)()
    }
}

/// Nothing.
impl Default for Content {
    fn default() -> Self {
        Self(Box::new(|| ().erased()))
    }
}

impl<V: RenderHtml + Send, F: FnOnce() -> V + Send + 'static> From<F> for Content {
    fn from(make: F) -> Self {
        Self(Box::new(move || make().erased()))
    }
}

impl<V: RenderHtml + Send, F: FnOnce() -> V + Send + 'static> ToChildren<F> for Content {
    fn to_children(make: F) -> Self {
        make.into()
    }
}

impl<V: RenderHtml + Send + 'static> ToChildren<ChildrenOptContainer<V>> for Content {
    fn to_children(view: ChildrenOptContainer<V>) -> Self {
        (|| view.0).into()
    }
}

/// A view behind a pointer, for browsers. Leptos gives each type it erases a dozen functions of its own, one of them
/// a state machine for routes that load lazily (there are none here): a tenth of the module. This is erased once.
struct Hidden {
    view: Box<dyn HiddenView>,
    /// Whether it leaves something in the document; what does not is followed by a placeholder.
    exists: bool,
}

/// A view as far as a browser needs it.
trait HiddenView: Send {
    fn kind(&self) -> TypeId;
    fn build(self: Box<Self>) -> Box<dyn HiddenState>;
    fn rebuild(self: Box<Self>, state: &mut dyn Any);
    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> Box<dyn HiddenState>;
}

impl<V: RenderHtml + 'static> HiddenView for V {
    fn kind(&self) -> TypeId {
        TypeId::of::<V>()
    }

    fn build(self: Box<Self>) -> Box<dyn HiddenState> {
        Box::new((*self).build())
    }

    fn rebuild(self: Box<Self>, state: &mut dyn Any) {
        if let Some(state) = state.downcast_mut::<V::State>() {
            (*self).rebuild(state);
        }
    }

    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> Box<dyn HiddenState> {
        Box::new((*self).hydrate::<true>(cursor, position))
    }
}

/// What stands in the document for a view.
trait HiddenState: Mountable + Any {}

impl<S: Mountable + Any> HiddenState for S {}

impl Hidden {
    fn any(self) -> AnyView {
        self.into_any()
    }
}

/// What stands in the document for a [`Hidden`].
struct Shown {
    kind: TypeId,
    state: Box<dyn HiddenState>,
    placeholder: Option<Placeholder>,
}

impl Render for Hidden {
    type State = Shown;

    fn build(self) -> Shown {
        Shown {
            kind: (*self.view).kind(),
            state: self.view.build(),
            placeholder: (!self.exists).then(Rndr::create_placeholder),
        }
    }

    fn rebuild(self, shown: &mut Shown) {
        if (*self.view).kind() == shown.kind {
            self.view.rebuild(&mut *shown.state);
        } else {
            let mut new = self.build();
            shown.insert_before_this(&mut new);
            shown.unmount();
            *shown = new;
        }
    }
}

impl Mountable for Shown {
    fn unmount(&mut self) {
        self.state.unmount();
        self.placeholder.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.state.mount(parent, marker);
        self.placeholder.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.state.insert_before_this(child) || self.placeholder.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        self.state.elements()
    }
}

/// Attributes of a component's caller are the business of the [`AnyView`] around it.
impl AddAnyAttr for Hidden {
    type Output<SomeNewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _attr: NewAttr) -> Self {
        self
    }
}

/// Hydrates, and writes nothing: a server never holds one.
impl RenderHtml for Hidden {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    fn resolve(self) -> impl Future<Output = Self> + Send {
        ready(self)
    }

    fn to_html_with_buf(
        self,
        _buf: &mut String,
        _position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra_attrs: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Shown {
        Shown {
            kind: (*self.view).kind(),
            state: self.view.hydrate(cursor, position),
            placeholder: (!self.exists).then(|| cursor.next_placeholder(position)),
        }
    }

    fn into_owned(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::prelude::*;

    #[test]
    fn an_erased_view_renders_like_itself() {
        let view = || view! { <p class="a">"one" <b>{2}</b></p> };
        assert_eq!(view().erased().to_html(), view().into_any().to_html());
        assert_eq!(None::<&str>.erased().to_html(), None::<&str>.into_any().to_html());
    }
}
