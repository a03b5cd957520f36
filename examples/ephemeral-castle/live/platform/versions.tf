terraform {
  required_version = ">= 1.11"

  required_providers {
    proxmox = {
      source  = "bpg/proxmox"
      version = "~> 0.105"
    }
    talos = {
      source  = "siderolabs/talos"
      version = "~> 0.11"
    }
  }
}

# Only the API, no SSH: images are imported by Proxmox itself. The token comes from PROXMOX_VE_API_TOKEN.
provider "proxmox" {
  endpoint = var.endpoint
}
