output "endpoint" {
  value       = local.endpoint
  description = "Address of the Kubernetes API, without port."
}

output "control_plane" {
  value       = join(",", local.control_plane)
  description = "Addresses of the control plane nodes, with commas: as Phoenix's gate takes them."
}

output "talosconfig" {
  value     = data.talos_client_configuration.this.talos_config
  sensitive = true
}

output "kubeconfig" {
  value     = talos_cluster_kubeconfig.this.kubeconfig_raw
  sensitive = true
}
