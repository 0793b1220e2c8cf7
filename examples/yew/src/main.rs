//! A page in Yew that loads something from a server which is not always well.
//!
//! The address is the page's own parameter `url`, the policy the parameter `policy`, as JSON:
//! `index.html?url=http://127.0.0.1:8080/play/a&policy={"retries":5}`.

mod load;

use yew::prelude::*;

/// What there is to see.
#[derive(Clone, PartialEq)]
enum State {
    Loading,
    Loaded(String),
    Failed(String),
}

#[component]
fn App() -> Html {
    let state = use_state(|| State::Loading);
    let setter = state.setter();
    // Once, when the page is there.
    use_effect_with((), move |()| {
        wasm_bindgen_futures::spawn_local(async move {
            setter.set(match load::from_the_address_bar().await {
                Ok(body) => State::Loaded(body),
                Err(error) => State::Failed(error),
            });
        });
    });
    match &*state {
        State::Loading => html! { <p id="state">{ "loading" }</p> },
        State::Loaded(body) => html! { <><p id="state">{ "loaded" }</p><pre>{ body }</pre></> },
        State::Failed(error) => html! { <><p id="state">{ "failed" }</p><pre>{ error }</pre></> },
    }
}

fn main() {
    yew::Renderer::<App>::new().render();
}
