using System.Text;

namespace Phoenix.Diagnosis;

/// <summary>
/// Finds which of many texts stand in a line of bytes, in one pass over it: Aho and Corasick's automaton, as one table of transitions. Regular
/// expressions are tried on the few lines only in which it finds something. Safe for concurrent use.
/// </summary>
internal sealed class LiteralAutomaton
{
    private const int Found = int.MinValue;

    private readonly byte[] _classOf = new byte[256];
    private readonly int _classes;
    private readonly int[] _next;
    private readonly int[][] _ends;

    /// <summary>Builds it.</summary>
    /// <param name="literals">The texts, each with the number that it stands for; not empty. They are looked for as UTF-8.</param>
    internal LiteralAutomaton(IReadOnlyList<(string Text, int Number)> literals)
    {
        _classes = 1;
        foreach (byte b in literals.SelectMany(l => Encoding.UTF8.GetBytes(l.Text)).Distinct())
        {
            _classOf[b] = checked((byte)_classes++);
        }

        List<int[]> children = [NewNode()];
        List<List<int>> ends = [[]];
        foreach ((string text, int number) in literals)
        {
            int node = 0;
            foreach (byte b in Encoding.UTF8.GetBytes(text))
            {
                ref int child = ref children[node][_classOf[b]];
                if (child < 0)
                {
                    child = children.Count;
                    children.Add(NewNode());
                    ends.Add([]);
                }

                node = child;
            }

            ends[node].Add(number);
        }

        Close(children, ends);
        _ends = [.. ends.Select(e => e.Distinct().ToArray())];
        _next = new int[children.Count * _classes];
        for (int node = 0; node < children.Count; node++)
        {
            for (int c = 0; c < _classes; c++)
            {
                int to = children[node][c];
                _next[(node * _classes) + c] = (to * _classes) | (_ends[to].Length > 0 ? Found : 0);
            }
        }
    }

    /// <summary>Adds the numbers of the texts in <paramref name="line"/> to <paramref name="numbers"/>, each once.</summary>
    internal void Find(ReadOnlySpan<byte> line, List<int> numbers)
    {
        byte[] classOf = _classOf;
        int[] next = _next;
        int state = 0;
        foreach (byte b in line)
        {
            int to = next[state + classOf[b]];
            state = to & int.MaxValue;
            if (to < 0)
            {
                foreach (int number in _ends[state / _classes])
                {
                    if (!numbers.Contains(number))
                    {
                        numbers.Add(number);
                    }
                }
            }
        }
    }

    private int[] NewNode()
    {
        int[] node = new int[_classes];
        Array.Fill(node, -1);
        return node;
    }

    // Breadth first: what a node lacks, it takes from the node of its longest proper suffix, which is complete by then.
    private static void Close(List<int[]> children, List<List<int>> ends)
    {
        int[] suffix = new int[children.Count];
        Queue<int> queue = [];
        for (int c = 0; c < children[0].Length; c++)
        {
            if (children[0][c] < 0)
            {
                children[0][c] = 0;
            }
            else
            {
                queue.Enqueue(children[0][c]);
            }
        }

        while (queue.TryDequeue(out int node))
        {
            ends[node].AddRange(ends[suffix[node]]);
            for (int c = 0; c < children[node].Length; c++)
            {
                int child = children[node][c];
                int other = children[suffix[node]][c];
                if (child < 0)
                {
                    children[node][c] = other;
                }
                else
                {
                    suffix[child] = other;
                    queue.Enqueue(child);
                }
            }
        }
    }
}
