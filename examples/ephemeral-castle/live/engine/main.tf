# The network of the pods. With it the nodes become Ready.
resource "helm_release" "cilium" {
  name       = "cilium"
  namespace  = "kube-system"
  repository = "https://helm.cilium.io"
  chart      = "cilium"
  version    = "1.18.0"
  values     = [file("${path.module}/cilium-values.yaml")]
  timeout    = 600
}
