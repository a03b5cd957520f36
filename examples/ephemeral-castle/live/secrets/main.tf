# The cluster's own keys and certificates, new at every rebirth. They are in the state, which is encrypted and dies with the
# layer. All other secrets come from Infisical: Phoenix reads them and hands them to the units by environment, and write-only
# arguments keep them out of every state.
terraform {
  required_version = ">= 1.11"

  required_providers {
    talos = {
      source  = "siderolabs/talos"
      version = "~> 0.11"
    }
  }
}

variable "talos_version" {
  type        = string
  description = "Version of Talos that the secrets are made for."
}

resource "talos_machine_secrets" "this" {
  talos_version = var.talos_version
}

output "machine_secrets" {
  value     = talos_machine_secrets.this.machine_secrets
  sensitive = true
}

output "client_configuration" {
  value     = talos_machine_secrets.this.client_configuration
  sensitive = true
}
