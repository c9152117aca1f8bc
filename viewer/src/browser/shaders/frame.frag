uniform vec4 line_color;

out vec4 pixel;

void main() {
    pixel = line_color;
}
