"""The reading desk.

Images are read by `ml.imaging`, so that network and reader see the same pixels.
`session` is the one controller; `state` and `stores` are what it writes to; `work` holds the
worker threads; `widgets` draw. Nothing here imports torch.
"""
