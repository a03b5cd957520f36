terraform {
  required_version = ">= 1.11"

  required_providers {
    helm = {
      source  = "hashicorp/helm"
      version = "~> 3.0"
    }
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = "~> 3.0"
    }
  }
}

variable "kubeconfig" {
  type        = string
  sensitive   = true
  description = "Output of the platform."
}

locals {
  kubeconfig = yamldecode(var.kubeconfig)
  cluster    = try(local.kubeconfig.clusters[0].cluster, {})
  user       = try(local.kubeconfig.users[0].user, {})
  connection = {
    host                   = try(local.cluster["server"], null)
    cluster_ca_certificate = try(base64decode(local.cluster["certificate-authority-data"]), null)
    client_certificate     = try(base64decode(local.user["client-certificate-data"]), null)
    client_key             = try(base64decode(local.user["client-key-data"]), null)
  }
}

provider "helm" {
  kubernetes = local.connection
}

provider "kubernetes" {
  host                   = local.connection.host
  cluster_ca_certificate = local.connection.cluster_ca_certificate
  client_certificate     = local.connection.client_certificate
  client_key             = local.connection.client_key
}
