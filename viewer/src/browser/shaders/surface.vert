uniform mat4 clip_from_world;
// Factors on the axes: a print may have other proportions than its model.
uniform vec3 stretch;

in vec3 position;
in vec3 normal;
in vec2 uv;
in vec4 color;

out vec3 at;
out vec3 facing;
out vec2 on_picture;
out vec4 tint;
out vec3 corner;

void main() {
    at = position * stretch;
    facing = normal / stretch;
    on_picture = uv;
    tint = color;
    // Only the wireframe look draws without indices; there, every third vertex is the same corner.
    int which = gl_VertexID % 3;
    corner = vec3(which == 0, which == 1, which == 2);
    gl_Position = clip_from_world * vec4(at, 1.0);
}
