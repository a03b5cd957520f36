# terraform_data is built in: nothing is downloaded.
resource "terraform_data" "node" {
  input = "node-1"
}

output "node" {
  value = terraform_data.node.output
}
