# MPNet (Song et al. 2020): a learnt bias for each head and each bucket of distances, the same in all layers.
def position_bias(w: Dict[str, Tensor], mask: Tensor) -> Tensor:
  # [1, N, T, T] by 32 buckets: 16 a direction, of which 8 are exact and 8 reach to 128 on a logarithmic scale
  p = torch.arange(torch.size(mask, 1), dtype=4, device=ops.prim.device(mask))
  ahead = torch.sub(torch.unsqueeze(p, 0), torch.unsqueeze(p, 1))
  n = torch.abs(ahead)
  far = torch.add(torch.to(torch.mul(torch.div(torch.log(torch.div(n, 8)), 2.772588722239781), 8), 4), 8)
  bucket = torch.where(torch.lt(n, 8), n, torch.clamp(far, None, 15))
  bucket = torch.add(bucket, torch.mul(torch.gt(ahead, 0), 16))
  bias = torch.embedding(w["mpnet.encoder.relative_attention_bias.weight"], bucket)
  return torch.unsqueeze(torch.permute(bias, [2, 0, 1]), 0)
def attention_bias(w: Dict[str, Tensor], mask: Tensor) -> Tensor:
  # [B, N, T, S]
  seen = __torch__.whole_vector(mask)
  positions = __torch__.position_bias(w, mask)
  more = torch.sub(torch.size(seen, 1), torch.size(mask, 1))
  if torch.gt(more, 0):
    positions = torch.constant_pad_nd(positions, [0, more])
  return torch.add(positions, __torch__.mask_bias(__torch__.key_mask(seen)))
def embeddings(ids: Tensor, mask: Tensor, types: Tensor, w: Dict[str, Tensor], training: bool) -> Tensor:
  e = "mpnet.embeddings."
  h = torch.add(__torch__.words(w, e + "word_embeddings", ids), __torch__.offset_positions(w, e + "position_embeddings", ids, $PADDING))
  return __torch__.embedded(w, e + "LayerNorm", h, training)
