variable "node" {
  type = string
}

resource "terraform_data" "address" {
  input = "${var.node}:6443"
}
