"""The bar above the picture: the choices of the view that is shown, as fields."""
