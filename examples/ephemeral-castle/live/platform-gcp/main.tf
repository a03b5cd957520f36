resource "google_compute_network" "this" {
  name                    = var.name
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "this" {
  name          = var.name
  network       = google_compute_network.this.id
  ip_cidr_range = var.cidr
}

resource "google_compute_firewall" "inside" {
  name        = "${var.name}-inside"
  description = "All between the machines"
  network     = google_compute_network.this.id
  source_tags = [var.name]
  target_tags = [var.name]
  direction   = "INGRESS"

  allow {
    protocol = "all"
  }
}

resource "google_compute_firewall" "admin" {
  name          = "${var.name}-admin"
  description   = "APIs of Kubernetes and Talos"
  network       = google_compute_network.this.id
  source_ranges = [var.admin_cidr]
  target_tags   = [var.name]
  direction     = "INGRESS"

  allow {
    protocol = "tcp"
    ports    = ["6443", "50000"]
  }
}

resource "google_compute_instance" "this" {
  for_each = var.machines

  name         = each.key
  machine_type = each.value.type
  tags         = [var.name]

  boot_disk {
    auto_delete = true

    initialize_params {
      image = var.image
      size  = each.value.disk
      type  = "pd-balanced"
    }
  }

  network_interface {
    subnetwork = google_compute_subnetwork.this.id

    # An empty block asks for an address that can be reached from outside.
    access_config {}
  }
}

module "talos" {
  source = "../../modules/talos"

  name                 = var.name
  talos_version        = var.talos_version
  kubernetes_version   = var.kubernetes_version
  machine_secrets      = var.machine_secrets
  client_configuration = var.client_configuration
  out                  = var.out

  first = "${var.name}-cp-1"
  nodes = {
    for name, machine in var.machines : name => {
      address = google_compute_instance.this[name].network_interface[0].access_config[0].nat_ip
      role    = machine.role
    }
  }

  # Without these nothing of the machines can be reached.
  depends_on = [
    google_compute_firewall.admin,
    google_compute_firewall.inside,
  ]
}
