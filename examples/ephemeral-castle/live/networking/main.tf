# Addresses for Services of type LoadBalancer. Which ones stands in Git (clusters/castle/network): the pool is a custom resource
# that MetalLB's webhook checks, and a running pod is not a webhook that answers.
resource "kubernetes_namespace_v1" "metallb" {
  metadata {
    name = "metallb-system"

    labels = {
      "pod-security.kubernetes.io/enforce" = "privileged"
    }
  }
}

resource "helm_release" "metallb" {
  name       = "metallb"
  namespace  = kubernetes_namespace_v1.metallb.metadata[0].name
  repository = "https://metallb.github.io/metallb"
  chart      = "metallb"
  version    = "0.15.3"
  timeout    = 600

  set = [
    {
      name  = "speaker.frr.enabled"
      value = "false"
    },
  ]
}
