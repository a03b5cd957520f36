# The same in every platform: nothing above it knows what the machines are made of.
output "endpoint" {
  value = module.talos.endpoint
}

output "control_plane" {
  value = module.talos.control_plane
}

output "talosconfig" {
  value     = module.talos.talosconfig
  sensitive = true
}

output "kubeconfig" {
  value     = module.talos.kubeconfig
  sensitive = true
}
