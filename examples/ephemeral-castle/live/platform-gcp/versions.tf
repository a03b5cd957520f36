terraform {
  required_version = ">= 1.11"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 7.0"
    }
  }
}

# Credentials come by environment: GOOGLE_CREDENTIALS holds a service account's key, or the machine has one.
provider "google" {
  project = var.project
  region  = var.region
  zone    = var.zone

  default_labels = {
    castle = var.name
  }
}
