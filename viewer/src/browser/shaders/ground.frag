in vec3 at;

out vec4 pixel;

// Only the shadow is drawn: black of some opacity, so that the page's own surface shows.
void main() {
    float shadow = 1.0 - lit(at, 0.025);
    float fade = 1.0 - smoothstep(0.6, 2.6, length(at.xz));
    pixel = vec4(0.0, 0.0, 0.0, 0.32 * shadow * fade);
}
