# Flux, and the two secrets that it cannot fetch by itself: how Git is read, and who External Secrets is at Infisical.
resource "kubernetes_namespace_v1" "flux" {
  metadata {
    name = "flux-system"
  }
}

variable "git_url" {
  type = string
}

variable "git_ref" {
  type = string
}

variable "git_path" {
  type = string
}

# Ephemeral, and written by write-only arguments: in no plan and no state. A new value is written when the revision rises.
variable "git_username" {
  type      = string
  ephemeral = true
}

variable "git_token" {
  type      = string
  sensitive = true
  ephemeral = true
}

variable "infisical_client_id" {
  type      = string
  ephemeral = true
}

variable "infisical_client_secret" {
  type      = string
  sensitive = true
  ephemeral = true
}

variable "revision" {
  type    = number
  default = 1
}

resource "kubernetes_secret_v1" "git" {
  metadata {
    name      = "castle-git"
    namespace = kubernetes_namespace_v1.flux.metadata[0].name
  }

  data_wo = {
    username = var.git_username
    password = var.git_token
  }
  data_wo_revision = var.revision
}

resource "kubernetes_secret_v1" "infisical" {
  metadata {
    name      = "infisical-auth"
    namespace = kubernetes_namespace_v1.flux.metadata[0].name
  }

  data_wo = {
    clientId     = var.infisical_client_id
    clientSecret = var.infisical_client_secret
  }
  data_wo_revision = var.revision
}

resource "helm_release" "operator" {
  name       = "flux-operator"
  namespace  = kubernetes_namespace_v1.flux.metadata[0].name
  repository = "oci://ghcr.io/controlplaneio-fluxcd/charts"
  chart      = "flux-operator"
  version    = "0.52.0"
  timeout    = 300
}

resource "helm_release" "flux" {
  name       = "flux"
  namespace  = kubernetes_namespace_v1.flux.metadata[0].name
  repository = "oci://ghcr.io/controlplaneio-fluxcd/charts"
  chart      = "flux-instance"
  version    = "0.52.0"
  timeout    = 300

  values = [
    yamlencode({
      instance = {
        distribution = {
          version  = "2.8.x"
          registry = "ghcr.io/fluxcd"
        }
        components = ["source-controller", "kustomize-controller", "helm-controller"]
        sync = {
          kind       = "GitRepository"
          url        = var.git_url
          ref        = var.git_ref
          path       = var.git_path
          pullSecret = kubernetes_secret_v1.git.metadata[0].name
        }
        # Whoever waits for a dependency looks again after 5 s, and not after 30.
        kustomize = {
          patches = [
            {
              target = { kind = "Deployment", name = "(kustomize-controller|helm-controller)" }
              patch  = yamlencode([{ op = "add", path = "/spec/template/spec/containers/0/args/-", value = "--requeue-dependency=5s" }])
            },
          ]
        }
      }
    }),
  ]

  depends_on = [
    helm_release.operator,
    kubernetes_secret_v1.infisical,
  ]
}
