"""What channels share: programs and holes, HTML, plain text, our contact lines, the cost of text messages."""
