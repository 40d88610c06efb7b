# DistilBERT (Sanh et al. 2019): BERT without token types, and without dropout after the attention.
def embeddings(ids: Tensor, mask: Tensor, types: Tensor, w: Dict[str, Tensor], training: bool) -> Tensor:
  e = "distilbert.embeddings."
  h = torch.add(__torch__.words(w, e + "word_embeddings", ids), __torch__.first_positions(w, e + "position_embeddings", ids))
  return __torch__.embedded(w, e + "LayerNorm", h, training)
