async def deny(input):
    yield
