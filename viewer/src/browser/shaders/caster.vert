uniform mat4 clip_from_world;

in vec3 position;

void main() {
    gl_Position = clip_from_world * vec4(position, 1.0);
}
