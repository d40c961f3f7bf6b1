-- Titles and types of the contents $1 (uuid[]).
SELECT id, title, content_type FROM public.content WHERE id = ANY ($1::uuid[])
