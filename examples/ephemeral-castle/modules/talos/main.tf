# From machines that boot Talos to a Kubernetes API. No CNI and no kube-proxy: the unit engine brings Cilium, so nodes are not
# Ready before that. There is no talos_cluster_health here: a data source is read by a destroy, too, and would wait for
# machines that are gone.
locals {
  endpoint      = var.nodes[var.first].address
  control_plane = [for name in sort(keys(var.nodes)) : var.nodes[name].address if var.nodes[name].role == "controlplane"]
}

data "talos_machine_configuration" "this" {
  for_each = toset(["controlplane", "worker"])

  cluster_name       = var.name
  cluster_endpoint   = "https://${local.endpoint}:6443"
  machine_type       = each.key
  machine_secrets    = var.machine_secrets
  talos_version      = var.talos_version
  kubernetes_version = var.kubernetes_version
  docs               = false
  examples           = false

  config_patches = [file("${path.module}/patch.yaml")]
}

resource "talos_machine_configuration_apply" "this" {
  for_each = var.nodes

  client_configuration        = var.client_configuration
  machine_configuration_input = data.talos_machine_configuration.this[each.value.role].machine_configuration
  node                        = each.value.address
  endpoint                    = each.value.address

  # Names and addresses that certificates are made for: in a cloud a machine does not know the address it is reached at.
  config_patches = [
    yamlencode({
      machine = { certSANs = [each.value.address] }
    }),
  ]
}

resource "talos_machine_bootstrap" "this" {
  client_configuration = var.client_configuration
  node                 = local.endpoint
  endpoint             = local.endpoint

  depends_on = [talos_machine_configuration_apply.this]
}

resource "talos_cluster_kubeconfig" "this" {
  client_configuration = var.client_configuration
  node                 = local.endpoint
  endpoint             = local.endpoint

  depends_on = [talos_machine_bootstrap.this]
}

data "talos_client_configuration" "this" {
  cluster_name         = var.name
  client_configuration = var.client_configuration
  endpoints            = local.control_plane
  nodes                = local.control_plane
}

# For the gates of phoenix.yaml, and for people.
resource "local_sensitive_file" "talosconfig" {
  filename        = "${var.out}/talosconfig"
  content         = data.talos_client_configuration.this.talos_config
  file_permission = "0600"
}

resource "local_sensitive_file" "kubeconfig" {
  filename        = "${var.out}/kubeconfig"
  content         = talos_cluster_kubeconfig.this.kubeconfig_raw
  file_permission = "0600"
}
