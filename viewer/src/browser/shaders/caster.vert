uniform mat4 clip_from_world;
uniform vec3 stretch;

in vec3 position;

void main() {
    gl_Position = clip_from_world * vec4(position * stretch, 1.0);
}
