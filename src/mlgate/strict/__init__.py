"""strict"""
