def deny(input):
    for c in input["bom"]["components"]:
        yield c
